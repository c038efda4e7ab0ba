/** Mistakes that are not found in the function where they were made, by cause. The lists only get shorter. */
export interface MissedGroup {
  readonly why: string;
  readonly mutants: readonly string[];
}

export const missedMutants: readonly MissedGroup[] = [
  {
    why: "The driver's own functions, which no table and no contract declares: to the tool they take no locality.",
    mutants: [
      'delete-relinquish st33zp24.c st33zp24_send 1: nowhere',
      'delete-relinquish st33zp24.c st33zp24_recv 1: nowhere',
      'delete-relinquish tpm_i2c_infineon.c tpm_tis_i2c_recv 1: nowhere',
      'delete-relinquish tpm_i2c_infineon.c tpm_tis_i2c_send 1: nowhere',
      'delete-relinquish tpm_i2c_infineon.c tpm_tis_i2c_init 1: nowhere',
      'delete-relinquish tpm_i2c_infineon.c tpm_tis_i2c_remove 1: nowhere',
    ],
  },
  {
    why: "The last function of an object's life (release, remove, exit, a managed action, and what they call) no longer gives back what another function took. What is held between two ways in is not tracked.",
    mutants: [
      'delete-free tpm-buf.c tpm_buf_destroy 1: nowhere',
      'delete-free tpm-chip.c tpm_dev_release 3: nowhere',
      'delete-free tpm-chip.c tpm_dev_release 4: nowhere',
      'delete-free tpm2-sessions.c tpm_buf_check_hmac_response 1: nowhere',
      'delete-free tpm2-sessions.c tpm2_end_auth_session 1: nowhere',
      'delete-put tpm2-space.c tpm_devs_remove 1: nowhere',
      'delete-put tpm_ftpm_tee.c ftpm_tee_remove 1: nowhere',
      'delete-free tpm_ibmvtpm.c tpm_ibmvtpm_remove 1: nowhere',
      'delete-free tpm_ibmvtpm.c tpm_ibmvtpm_remove 2: nowhere',
      'delete-free tpm_ibmvtpm.c tpm_ibmvtpm_remove 3: nowhere',
      'delete-free tpm_tis_core.c tpm_tis_remove 1: elsewhere',
      'delete-put tpm_vtpm_proxy.c vtpm_proxy_delete_proxy_dev 1: elsewhere',
      'delete-free tpm_vtpm_proxy.c vtpm_proxy_delete_proxy_dev 1: elsewhere',
      'delete-free xen-tpmfront.c ring_free 1: elsewhere',
      'delete-free trusted_core.c trusted_rcu_free 1: nowhere',
      'delete-free trusted_core.c trusted_destroy 1: nowhere',
    ],
  },
  {
    why: 'A second put of a reference that somebody else took: how many there are is unknown, so none is too many.',
    mutants: [
      'put-twice tpm2-space.c tpm_devs_remove 1: nowhere',
      'put-twice tpm_ftpm_tee.c ftpm_tee_remove 1: nowhere',
    ],
  },
  {
    why: "Every failing return keeps it, in a global or a field of the driver's data, so the returns agree. Nothing calls the counterpart after a failed start.",
    mutants: ['delete-free trusted_tpm1.c trusted_tpm_init 1: nowhere'],
  },
  {
    why: "The pointer has been given to a function that is not known, or its variable's address has: it may have been kept.",
    mutants: [
      'delete-free trusted_core.c trusted_instantiate 2: nowhere',
      'delete-free trusted_core.c trusted_update 3: nowhere',
    ],
  },
  {
    why: 'The caller holds a reference too: between the put of its own and the unlock the chip is alive all the same.',
    mutants: ['put-before-use tpm-chip.c tpm_try_get_ops 1: nowhere'],
  },
  {
    why: 'A release callback may free what it is embedded in; which of the two counts of a chip owns its memory is not told apart.',
    mutants: ['free-for-put tpm2-space.c tpm_devs_release 1: elsewhere'],
  },
  {
    why: 'The step that is missing is one of two that stand for each other, or the caller of what it was in is blamed: the text does not say where it should have been.',
    mutants: [
      'delete-unregister tpm-chip.c tpm_del_char_device 1: elsewhere',
      'delete-unregister tpm2-space.c tpm_devs_remove 1: nowhere',
      'delete-unregister tpm_atmel.c atml_plat_remove 1: elsewhere',
      'delete-unregister tpm_nsc.c tpm_nsc_remove 1: elsewhere',
      'delete-drain tpm_vtpm_proxy.c vtpm_proxy_work_stop 1: elsewhere',
    ],
  },
  {
    why: 'Not before anything is freed: the last close stops the timer and the work as well, so only a time-out that comes too late is lost.',
    mutants: [
      'delete-drain tpm-dev-common.c tpm_common_read 1: nowhere',
      'delete-drain tpm-dev-common.c tpm_common_read 2: nowhere',
      'stop-without-waiting tpm-dev-common.c tpm_common_read 1: nowhere',
    ],
  },
  {
    why: "What goes too early is a locality or a state of the hardware, taken by the driver's own functions; nothing is freed.",
    mutants: [
      'fence-too-late tpm_i2c_infineon.c tpm_tis_i2c_remove 1: nowhere',
      'fence-too-late tpm_tis_i2c_cr50.c tpm_cr50_i2c_remove 1: nowhere',
    ],
  },
  {
    why: 'Starting and stopping are no pair that the text shows: a file that an ioctl makes and its close, or callbacks of a table of the subsystem.',
    mutants: [
      'delete-unregister tpm_vtpm_proxy.c vtpm_proxy_delete_device 1: nowhere',
      'delete-unregister trusted_tee.c trusted_tee_exit 1: elsewhere',
    ],
  },
];
