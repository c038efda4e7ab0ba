import type { Span } from '../base/span';
import type { Annotation, Presence } from './facts';

/**
 * A file cut into its top-level items, each parsed on its own: a half-typed function spoils only itself,
 * and an edit re-parses only the item it touches.
 */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly items: readonly SourceItem[];
}

export type ItemKind =
  | 'function'
  | 'record'
  | 'enum'
  | 'variable'
  | 'prototype'
  | 'typedef'
  | 'macro-use'
  | 'define'
  | 'include'
  | 'other';

export interface SourceItem {
  readonly kind: ItemKind;
  /**
   * Name that the item defines, where it has one: the tag of a record, the first variable of a declaration, the
   * macro of a `macro-use`, the first argument of a macro that defines a function, the path of an include.
   */
  readonly name: string | null;
  /** In the file, from the first token to just past the closing brace or semicolon. */
  readonly span: Span;
  /** Conditions of the `#if` blocks around the item, outermost first. */
  readonly presence: Presence;
  /** Hash of text and presence: an equal key means equal facts. */
  readonly key: string;
  /** What was blanked but means something; offsets count from the item's start. */
  readonly annotations: readonly Annotation[];
  /**
   * Texts to parse, each as long as the item. Usually one. Where the arms of an `#if` inside the item cut
   * through its syntax, one per combination, with the arm's own presence (beside the item's). A `define` keeps
   * its text as it is: see `readMacro`.
   */
  readonly arms: readonly { readonly masked: string; readonly presence: Presence }[];
  /** The arms are fewer than the combinations of conditions: the rest was left out by a cap. */
  readonly armsOmitted: boolean;
  /** The item was cut off by the resynchronisation (unbalanced braces while typing). */
  readonly broken: boolean;
}
