/** Where the tool and the table still differ, with what we know about the cause. The list only gets shorter. */
export interface Disagreement {
  readonly why: string;
  readonly differences: readonly string[];
}

export const disagreements: Readonly<Record<string, Disagreement>> = {
  'drivers/char/tpm/eventlog/acpi.c': {
    why:
      'Two ways come to the error label with the buffer held: one has it in the field, the other has set the field to ' +
      'NULL and lost it. They are joined because they hold the same, so the free of the field frees nothing. The ' +
      'second way is a leak in Linux itself (devm_add_action() failed), which is not found for the same reason.',
    differences: [
      'tpm_read_log_acpi:178 must lacks mem log->bios_event_log|chip->log.bios_event_log',
      'tpm_read_log_acpi:178 must has mem (value)',
      'tpm_read_log_acpi:180 must has mem (value)',
      'tpm_read_log_acpi:180 may lacks mem log->bios_event_log|chip->log.bios_event_log',
    ],
  },
};
