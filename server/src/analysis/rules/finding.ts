import type { Confidence, RuleId } from '../../model/types';
import { NO_HOLD } from '../frame';
import type { FunctionResult } from '../solve';
import type { Hold, State } from '../state';
import type { Terms } from '../terms';

/** A step of the way to a finding: an offset in the function, and what happens there. */
export interface Step {
  readonly at: number;
  readonly what: 'take' | 'drop' | 'branch' | 'exit' | 'note' | 'where';
  readonly text: string;
  readonly hold: Hold | null;
  /** For branches: which way was taken. */
  readonly taken: boolean;
  /** The function that the step is in, where it is another one than the finding's. */
  readonly fn?: number;
}

/** What a rule found, in the terms of the function it is in. */
export interface Finding {
  readonly rule: RuleId;
  readonly confidence: Confidence;
  readonly result: FunctionResult;
  /** Offsets within the function's definition. */
  readonly at: number;
  readonly end: number;
  readonly hold: Hold;
  readonly state: State;
  /** Name of the object, as the function writes it. */
  readonly object: string;
  /** `{0}` stands for the first of the places: lines are not known here. */
  readonly message: string;
  readonly places?: readonly { readonly fn: number; readonly at: number }[];
  readonly steps: readonly Step[];
}

/** Stands in a finding that is about no hold of the function's own. */
export function noHold(terms: Terms, fn: number, at: number): Hold {
  return { ...NO_HOLD, kind: 'other', object: terms.zero, site: { fn, at, inside: null } };
}

/** A step that says where something is, in the finding's function or in another one. */
export function where(at: number, text: string, fn?: number): Step {
  return { at, what: 'where', text, hold: null, taken: true, ...(fn !== undefined && { fn }) };
}
