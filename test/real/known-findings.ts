import type { RuleId } from '../../server/src/model/types';

/**
 * Findings on released kernels that a person has read and confirmed, each with the reason.
 * Anything else that is found there is a false report until somebody shows that it is not.
 */
export interface KnownFinding {
  readonly file: string;
  readonly function: string;
  readonly rule: RuleId;
  readonly why: string;
}

export const knownFindings: Readonly<Record<'6.12' | '6.1', readonly KnownFinding[]>> = {
  '6.12': [],
  '6.1': [],
};

/** Places of drivers/char/tpm that are not understood. The numbers only go down. */
export const knownGaps: Readonly<Record<'6.12' | '6.1', number>> = { '6.12': 0, '6.1': 0 };
