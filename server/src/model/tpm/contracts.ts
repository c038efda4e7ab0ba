import type { ContractRow, CounterRow, HoldKind } from '../types';

/**
 * Contracts of the TPM core, as its kernel-doc and its callers state them. They hold from 4.6 on; a name that a
 * tree does not have simply never matches (before 5.1 locality was taken inside tpm_transmit, so tpm_chip_start
 * does not exist there).
 */
const CHIP = { arg: 0 } as const;
const POWERS: readonly HoldKind[] = ['power', 'locality', 'rpm', 'other'];

export const tpmContracts: readonly ContractRow[] = [
  // Powering on is clock, locality and cmd_ready together; on failure all three are undone.
  {
    fn: 'tpm_chip_start',
    effect: 'acquire',
    kind: 'power',
    primitive: 'tpm_chip',
    target: CHIP,
    when: 'zero',
    covers: POWERS,
    source: 'drivers/char/tpm/tpm-chip.c',
  },
  {
    fn: 'tpm_chip_stop',
    effect: 'release',
    kind: 'power',
    primitive: 'tpm_chip',
    target: CHIP,
    covers: POWERS,
    source: 'drivers/char/tpm/tpm-chip.c',
  },
  // The locality number is returned, so 0 is success too. tpm_request_locality turns that into 0 or an error.
  {
    field: 'tpm_class_ops.request_locality',
    effect: 'acquire',
    kind: 'locality',
    primitive: 'tpm_locality',
    target: CHIP,
    when: 'nonnegative',
    // Everybody asks for locality 0, and what is returned is the locality asked for.
    returns: 'zero-or-negative',
    covers: ['locality'],
    source: 'include/linux/tpm.h, drivers/char/tpm/tpm-chip.c',
  },
  {
    field: 'tpm_class_ops.relinquish_locality',
    effect: 'release',
    kind: 'locality',
    primitive: 'tpm_locality',
    target: CHIP,
    covers: ['locality'],
    source: 'include/linux/tpm.h, drivers/char/tpm/tpm-chip.c',
  },
  // Counts in the driver (data->clkrun_enabled). Not `power`, which means the whole of tpm_chip_start.
  {
    field: 'tpm_class_ops.clk_enable',
    effect: 'acquire',
    kind: 'other',
    primitive: 'tpm_clk',
    target: CHIP,
    given: { arg: 1, is: true },
    counted: true,
    informational: true,
    covers: ['other'],
    source: 'include/linux/tpm.h, drivers/char/tpm/tpm_tis_core.c',
  },
  {
    field: 'tpm_class_ops.clk_enable',
    effect: 'release',
    kind: 'other',
    primitive: 'tpm_clk',
    target: CHIP,
    given: { arg: 1, is: false },
    counted: true,
    informational: true,
    covers: ['other'],
    source: 'include/linux/tpm.h, drivers/char/tpm/tpm_tis_core.c',
  },
  // The page behind a command buffer. Resetting a buffer neither takes nor frees it.
  {
    fn: 'tpm_buf_init',
    effect: 'acquire',
    kind: 'buf',
    primitive: 'tpm_buf',
    target: CHIP,
    when: 'zero',
    covers: ['mem'],
    source: 'drivers/char/tpm/tpm-buf.c; before 6.10 include/linux/tpm.h',
  },
  {
    fn: 'tpm_buf_init_sized',
    effect: 'acquire',
    kind: 'buf',
    primitive: 'tpm_buf',
    target: CHIP,
    when: 'zero',
    covers: ['mem'],
    source: 'drivers/char/tpm/tpm-buf.c (6.10)',
  },
  {
    fn: 'tpm_buf_destroy',
    effect: 'release',
    kind: 'buf',
    primitive: 'tpm_buf',
    target: CHIP,
    covers: ['mem'],
    source: 'drivers/char/tpm/tpm-buf.c; before 6.10 include/linux/tpm.h',
  },
];

/** Counters of the drivers: the locality is held while they are not zero. */
export const tpmCounters: readonly CounterRow[] = [
  {
    struct: 'tpm_tis_data',
    field: 'locality_count',
    kind: 'locality',
    primitive: 'tpm_locality',
    source: 'drivers/char/tpm/tpm_tis_core.h (6.4)',
  },
];
