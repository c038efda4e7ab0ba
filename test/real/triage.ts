import type { RuleId } from '../../server/src/model/types';

/**
 * Every finding on released kernels, judged by reading the source. What is found there and not listed here is a false
 * report until somebody shows that it is not; what is listed and not found any more is a loss.
 */
export interface Triaged {
  readonly file: string;
  readonly function: string;
  readonly rule: RuleId;
  readonly object: string;
  /** Line in each version; null where the code is different. */
  readonly line: Readonly<Record<'6.12' | '6.1', number | null>>;
  readonly verdict: 'true' | 'false';
  readonly why: string;
}

const probe = { file: 'drivers/char/tpm/tpm_ibmvtpm.c', function: 'tpm_ibmvtpm_probe' } as const;
const registered =
  'A failed tpm_chip_register() is returned as it is: nothing before it is undone, and remove() does not run for a ' +
  'device whose probe failed.';

export const triage: readonly Triaged[] = [
  {
    file: 'drivers/char/tpm/eventlog/acpi.c',
    function: 'tpm_read_log_acpi',
    rule: 'resource-leak',
    object: 'chip->log.bios_event_log',
    line: { '6.12': 180, '6.1': 181 },
    verdict: 'true',
    why:
      'Where devm_add_action() fails the field is set to NULL before the label that frees what the field holds: the ' +
      'copy of the log is lost.',
  },
  {
    file: 'drivers/char/tpm/tpm_crb.c',
    function: 'crb_acpi_add',
    rule: 'ref-leak',
    object: 'buf',
    line: { '6.12': 743, '6.1': 743 },
    verdict: 'true',
    why:
      'acpi_get_table() counts its users. A table that is there but too short takes the same return as no table at ' +
      'all, without acpi_put_table(); the other ways go through the label that has it.',
  },
  {
    file: 'drivers/char/tpm/tpm-dev-common.c',
    function: 'tpm_common_read',
    rule: 'drain-deadlock',
    object: 'priv->buffer_mutex',
    line: { '6.12': 167, '6.1': 161 },
    verdict: 'true',
    why:
      'The work that the read timer queues takes buffer_mutex. A read that empties the response after the timer has ' +
      'fired, and before the work has run, flushes the work with buffer_mutex held: both wait for ever.',
  },
  {
    file: 'drivers/char/tpm/tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_send',
    rule: 'sleep-in-atomic',
    object: 'ibmvtpm->rtce_lock',
    line: { '6.12': 248, '6.1': 248 },
    verdict: 'true',
    why:
      'A closed queue is resumed with rtce_lock held, and tpm_ibmvtpm_resume() goes through msleep(100) while the ' +
      'hypervisor is busy.',
  },
  {
    file: 'drivers/char/tpm/tpm_tis.c',
    function: 'check_acpi_tpm2',
    rule: 'ref-leak',
    object: 'tbl',
    line: { '6.12': 154, '6.1': 155 },
    verdict: 'true',
    why: 'As in crb_acpi_add(): the length is tested in the condition that also stands for a failed lookup.',
  },
  {
    ...probe,
    rule: 'resource-leak',
    object: 'ibmvtpm',
    line: { '6.12': 707, '6.1': 703 },
    verdict: 'true',
    why: registered,
  },
  {
    ...probe,
    rule: 'resource-leak',
    object: 'vio_dev->irq',
    line: { '6.12': 722, '6.1': 718 },
    verdict: 'true',
    why:
      'No way through the error labels calls free_irq(), and the handler gets memory that they free: an interrupt ' +
      'after a failed probe uses it.',
  },
  {
    file: 'drivers/char/tpm/tpm_tis_core.c',
    function: 'tis_int_handler',
    rule: 'locality-unbalanced',
    object: 'chip',
    line: { '6.12': 895, '6.1': 807 },
    verdict: 'true',
    why:
      'The result of the request is not looked at. When it fails it has not counted, and the release counts down all ' +
      'the same: the count of users goes below zero, and the next request believes that the locality is held.',
  },
  {
    file: 'drivers/char/tpm/xen-tpmfront.c',
    function: 'tpmfront_probe',
    rule: 'resource-leak',
    object: 'priv',
    line: { '6.12': 360, '6.1': 360 },
    verdict: 'true',
    why: `${registered} The memory, the ring and its interrupt stay; only tpmfront_remove() calls ring_free().`,
  },
  {
    file: 'drivers/char/tpm/tpm-chip.c',
    function: 'tpm_class_shutdown',
    rule: 'ops-unchecked',
    object: 'chip->ops',
    line: { '6.12': 306, '6.1': 290 },
    verdict: 'true',
    why:
      'tpm_del_char_device() may have cleared the callbacks before: it tests for that, this function does not, and ' +
      'tpm_chip_start() goes through them.',
  },
  {
    file: 'drivers/char/tpm/tpm_tis_core.c',
    function: 'tpm_tis_core_init',
    rule: 'ops-unchecked',
    object: 'chip->ops',
    line: { '6.12': 1325, '6.1': 1220 },
    verdict: 'true',
    why:
      'When the compatibility links of a TPM 1.2 cannot be made, tpm_chip_register() calls tpm_chip_unregister(), which ' +
      'clears the callbacks. The error path here reads chip->ops->clk_enable through NULL.',
  },
  {
    file: 'drivers/char/tpm/st33zp24/st33zp24.c',
    function: 'st33zp24_pm_resume',
    rule: 'ops-unprotected',
    object: 'chip->ops',
    line: { '6.12': 582, '6.1': 555 },
    verdict: 'true',
    why:
      'tpm_pm_resume() lets users in again by clearing the flag of suspend, and the self-test after it is sent with ' +
      'neither lock nor power. tpm_tis_resume() does it in the other order.',
  },
  {
    ...probe,
    rule: 'register-before-init',
    object: 'wq',
    line: { '6.12': 661, '6.1': 661 },
    verdict: 'true',
    why:
      'The handler wakes this queue when a response arrives. The interrupt is requested, and switched on in the ' +
      'hypervisor, before the queue is initialised.',
  },
  {
    file: 'drivers/char/tpm/tpm_atmel.c',
    function: 'cleanup_atmel',
    rule: 'removal-order',
    object: 'struct tpm_atmel_priv',
    line: { '6.12': 225, '6.1': 225 },
    verdict: 'true',
    why:
      'Unregistering the driver unbinds the device, which releases the chip and its data and clears the pointer to them. ' +
      'atml_plat_remove() is called after that and reads the pointer. tpm_nsc.c has it in the other order.',
  },
  {
    file: 'drivers/char/tpm/xen-tpmfront.c',
    function: 'ring_free',
    rule: 'removal-order',
    object: 'shr',
    line: { '6.12': 326, '6.1': 326 },
    verdict: 'true',
    why: 'The page is unmapped and freed before the interrupt is unbound, and the handler reads the state in that page.',
  },
];

/** Places of drivers/char/tpm and security/keys/trusted-keys that are not understood, as `file function()`. */
export const gaps: Readonly<Record<'6.12' | '6.1', readonly string[]>> = {
  '6.12': [],
  '6.1': [],
};
