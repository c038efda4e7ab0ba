import type { Span } from '../base/span';

/** Build-time condition under which something exists: a conjunction of literals, empty for always. */
export type Presence = readonly PresenceLiteral[];
export interface PresenceLiteral {
  /** `CONFIG_X`, or the raw text of a condition that is not one symbol (`LINUX_VERSION_CODE >= 1`). */
  readonly symbol: string;
  readonly negated: boolean;
}

/** A semantic attribute that the dialect pass blanked: `__must_hold(&x->lock)`, `__acquires(x)`, `__free(kfree)`. */
export interface Annotation {
  readonly name: string;
  readonly args: string;
  readonly at: Span;
}
