import { ARG1, ERROR_POINTER, type Facts, type FamilyRow, family, RETURNED, SLEEPS_ZERO } from './family';

/**
 * Runtime power management, clocks, regulators, phys, resets.
 * A usage count taken by pm_runtime_get_sync stays taken when it fails; resume_and_get drops it again.
 */
const ANY_INT: Facts = {};
const rpm = [
  ...family({ kind: 'rpm', primitive: 'pm_runtime', counted: true, source: 'include/linux/pm_runtime.h' }, [
    ['acquire', 'pm_runtime_get_sync pm_runtime_get pm_runtime_get_noresume', { facts: ANY_INT }],
    ['acquire', 'pm_runtime_resume_and_get', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
    ['acquire', 'pm_runtime_get_if_in_use pm_runtime_get_if_active', { when: 'positive' }],
    [
      'release',
      'pm_runtime_put pm_runtime_put_sync pm_runtime_put_sync_suspend pm_runtime_put_sync_autosuspend',
    ],
    ['release', 'pm_runtime_put_autosuspend pm_runtime_put_noidle __pm_runtime_put_autosuspend'],
  ]),
  // Disabling is what a driver does on removal, in another function, and on its own failures.
  ...family(
    {
      kind: 'rpm',
      primitive: 'pm_runtime_enable',
      // Apart from the usage count of the same device.
      target: { arg: 0, path: 'power' },
      counted: true,
      source: 'include/linux/pm_runtime.h',
    },
    [
      ['acquire', 'pm_runtime_enable'],
      [
        'acquire',
        'devm_pm_runtime_enable',
        { when: 'zero', managed: true, facts: { returns: 'zero-or-negative' } },
      ],
      ['release', 'pm_runtime_disable'],
    ],
  ),
  ...family({ kind: 'rpm', primitive: 'usb_autopm', counted: true, source: 'include/linux/usb.h' }, [
    [
      'acquire',
      'usb_autopm_get_interface usb_autopm_get_interface_async',
      { when: 'zero', facts: { returns: 'zero-or-negative' } },
    ],
    ['acquire', 'usb_autopm_get_interface_no_resume'],
    [
      'release',
      'usb_autopm_put_interface usb_autopm_put_interface_async usb_autopm_put_interface_no_suspend',
    ],
  ]),
  ...family(
    {
      kind: 'other',
      primitive: 'wakeup',
      informational: true,
      idempotent: true,
      source: 'include/linux/pm_wakeup.h',
    },
    [
      ['acquire', 'pm_stay_awake'],
      ['release', 'pm_relax'],
    ],
  ),
];

const clocks = [
  // Preparing is not tracked by itself: prepare, enable, disable_unprepare is a common and correct order.
  ...family(
    { kind: 'power', primitive: 'clk', counted: true, nullOk: 'null', source: 'include/linux/clk.h' },
    [
      ['acquire', 'clk_prepare_enable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'clk_enable', { when: 'zero', facts: { sleeps: false, returns: 'zero-or-negative' } }],
      ['release', 'clk_disable_unprepare clk_disable'],
    ],
  ),
  ...family({ kind: 'other', primitive: 'clk_handle', source: 'include/linux/clk.h' }, [
    ['acquire', 'clk_get', { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER }],
    ['acquire', 'of_clk_get of_clk_get_by_name', { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER }],
    ['release', 'clk_put', { nullOk: 'null' }],
    [
      'acquire',
      'devm_clk_get devm_clk_get_optional devm_clk_get_enabled devm_clk_get_prepared devm_clk_get_optional_enabled',
      {
        target: RETURNED,
        when: 'nonnull',
        managed: true,
        facts: { returns: 'null-error-or-pointer' },
      },
    ],
    ['release', 'devm_clk_put', { target: ARG1 }],
  ]),
  ...family(
    { kind: 'power', primitive: 'clk_bulk', counted: true, target: ARG1, source: 'include/linux/clk.h' },
    [
      [
        'acquire',
        'clk_bulk_prepare_enable clk_bulk_enable',
        { when: 'zero', facts: { returns: 'zero-or-negative' } },
      ],
      ['release', 'clk_bulk_disable_unprepare clk_bulk_disable'],
    ],
  ),
];

const supplies = [
  ...family(
    { kind: 'power', primitive: 'regulator', counted: true, source: 'include/linux/regulator/consumer.h' },
    [
      ['acquire', 'regulator_enable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['release', 'regulator_disable', { facts: SLEEPS_ZERO }],
    ],
  ),
  ...family(
    {
      kind: 'power',
      primitive: 'regulator_bulk',
      counted: true,
      target: ARG1,
      source: 'include/linux/regulator/consumer.h',
    },
    [
      ['acquire', 'regulator_bulk_enable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['release', 'regulator_bulk_disable', { facts: SLEEPS_ZERO }],
    ],
  ),
  ...family({ kind: 'other', primitive: 'regulator_handle', source: 'include/linux/regulator/consumer.h' }, [
    [
      'acquire',
      'regulator_get regulator_get_exclusive regulator_get_optional',
      { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER },
    ],
    ['release', 'regulator_put', { nullOk: 'err' }],
    [
      'acquire',
      'devm_regulator_get devm_regulator_get_exclusive devm_regulator_get_optional',
      {
        target: RETURNED,
        when: 'nonnull',
        managed: true,
        facts: ERROR_POINTER,
      },
    ],
    ['release', 'devm_regulator_put'],
  ]),
  ...family(
    {
      kind: 'power',
      primitive: 'phy_power',
      counted: true,
      nullOk: 'null',
      source: 'include/linux/phy/phy.h',
    },
    [
      ['acquire', 'phy_power_on', { when: 'zero', facts: SLEEPS_ZERO }],
      ['release', 'phy_power_off', { facts: SLEEPS_ZERO }],
    ],
  ),
  ...family(
    {
      kind: 'power',
      primitive: 'phy_init',
      counted: true,
      nullOk: 'null',
      source: 'include/linux/phy/phy.h',
    },
    [
      ['acquire', 'phy_init', { when: 'zero', facts: SLEEPS_ZERO }],
      ['release', 'phy_exit', { facts: SLEEPS_ZERO }],
    ],
  ),
  ...family({ kind: 'other', primitive: 'gpiod', nullOk: 'null', source: 'include/linux/gpio/consumer.h' }, [
    [
      'acquire',
      'gpiod_get gpiod_get_optional gpiod_get_index gpiod_get_index_optional',
      { target: RETURNED, when: 'nonnull', facts: { returns: 'null-error-or-pointer' } },
    ],
    ['release', 'gpiod_put'],
    [
      'acquire',
      'devm_gpiod_get devm_gpiod_get_optional devm_gpiod_get_index devm_gpiod_get_index_optional',
      {
        target: RETURNED,
        when: 'nonnull',
        managed: true,
        facts: { returns: 'null-error-or-pointer' },
      },
    ],
    ['release', 'devm_gpiod_put', { target: ARG1 }],
  ]),
  ...family({ kind: 'other', primitive: 'gpio', source: 'include/linux/gpio.h' }, [
    ['acquire', 'gpio_request gpio_request_one', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
    ['release', 'gpio_free'],
    [
      'acquire',
      'devm_gpio_request_one',
      { target: ARG1, when: 'zero', managed: true, facts: { returns: 'zero-or-negative' } },
    ],
  ]),
  // A reset line may rest in either state: shown, not reported.
  ...family(
    {
      kind: 'other',
      primitive: 'reset',
      informational: true,
      idempotent: true,
      nullOk: 'null',
      source: 'include/linux/reset.h',
    },
    [
      ['acquire', 'reset_control_deassert', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
      ['release', 'reset_control_assert', { facts: { returns: 'zero-or-negative' } }],
    ],
  ),
];

const sessions = [
  ...family({ kind: 'other', primitive: 'xenbus_transaction', source: 'include/xen/xenbus.h' }, [
    [
      'acquire',
      'xenbus_transaction_start',
      { target: { arg: 0, out: true }, when: 'zero', facts: SLEEPS_ZERO },
    ],
    ['release', 'xenbus_transaction_end', { facts: SLEEPS_ZERO }],
  ]),
  // The page comes back through *vaddr and is freed with its grants.
  ...family({ kind: 'mem', primitive: 'xenbus_ring', source: 'include/xen/xenbus.h' }, [
    ['acquire', 'xenbus_setup_ring', { target: { arg: 2, out: true }, when: 'zero', facts: SLEEPS_ZERO }],
    ['release', 'xenbus_teardown_ring', { target: { arg: 0, out: true }, nullOk: 'null' }],
  ]),
  ...family(
    { kind: 'power', primitive: 'usb_interface_claim', target: ARG1, source: 'include/linux/usb.h' },
    [
      ['acquire', 'usb_driver_claim_interface', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
      ['release', 'usb_driver_release_interface'],
    ],
  ),
  ...family(
    { kind: 'registration', primitive: 'pnp_active', informational: true, source: 'include/linux/pnp.h' },
    [
      ['acquire', 'pnp_activate_dev', { when: 'zero', facts: { returns: 'zero-or-negative' } }],
      ['release', 'pnp_disable_dev', { facts: { returns: 'zero-or-negative' } }],
    ],
  ),
];

export const power: readonly FamilyRow[] = [...rpm, ...clocks, ...supplies, ...sessions];
