import type { HoldKind, Mode } from './types';

/**
 * The lifecycle of the subsystem's subject as the engine uses it. Kernel facts: drivers/char/tpm/tpm-chip.c
 * (tpm_try_get_ops, tpm_del_char_device) and include/linux/tpm.h (struct tpm_chip).
 */
export interface Lifecycle {
  /** Fields that may only be used under their guard. */
  readonly guarded: readonly {
    readonly struct: string;
    readonly field: string;
    readonly lock: string;
    readonly published: string;
  }[];
  readonly composites: readonly {
    readonly kind: HoldKind;
    readonly primitive: string;
    readonly parts: readonly { readonly kind: HoldKind; readonly path: string; readonly mode?: Mode }[];
  }[];
  /** Functions after whose success an object is visible to other threads, with the argument that is it. */
  readonly publishes: Readonly<Record<string, number>>;
  /** Folders of the program, and headers outside them that are read when included. */
  readonly folders: readonly string[];
  readonly headers: readonly string[];
  readonly roots: readonly { readonly name: string; readonly label: string }[];
}

export const lifecycle: Lifecycle = {
  guarded: [{ struct: 'tpm_chip', field: 'ops', lock: 'ops_sem', published: 'dev' }],
  composites: [
    {
      kind: 'ops',
      primitive: 'tpm_try_get_ops',
      parts: [
        { kind: 'power', path: '' },
        { kind: 'ref', path: 'dev' },
        { kind: 'lock', path: 'ops_sem', mode: 'read' },
        { kind: 'lock', path: 'tpm_mutex' },
      ],
    },
  ],
  publishes: { cdev_device_add: 1, device_add: 0, device_register: 0 },
  folders: ['drivers/char/tpm', 'security/keys/trusted-keys'],
  headers: ['include/linux/tpm', 'include/keys/trusted'],
  roots: [
    { name: 'tpm_chip_unregister', label: 'Trace Removal Path' },
    { name: 'tpm_transmit', label: 'Trace Command Path' },
  ],
};
