import type { Gap, Span } from '../base/span';
import type { Annotation, Presence } from '../syntax/facts';

/**
 * The intermediate representation: per function a control-flow graph of small operations.
 * Expressions inside operations are free of calls and side effects; lowering moves those into
 * operations of their own with temporaries (`%1`, `%2`, …).
 *
 * Every offset inside a `FunctionIr` counts from the start of its definition, so an edit elsewhere in the
 * file leaves it equal; `PlacedFunction.start` says where the definition is. All other facts carry file offsets.
 */
export interface TypeRef {
  /** `tpm_chip` for `struct tpm_chip`, else the type's name (`int`, `u8`, `size_t`). */
  readonly name: string;
  /** True when `name` names a struct or union. */
  readonly record: boolean;
  /** Levels of pointers; an array counts in `array`. */
  readonly pointers: number;
  readonly array: boolean;
  /** A pointer to a function; then `name` is what the function returns. */
  readonly callable: boolean;
}

export type Expr =
  | { readonly k: 'var'; readonly name: string }
  /** `base.name`; `base->name` is a field of a `deref`. */
  | { readonly k: 'field'; readonly base: Expr; readonly name: string }
  | { readonly k: 'index'; readonly base: Expr; readonly index: Expr }
  | { readonly k: 'deref'; readonly base: Expr }
  | { readonly k: 'addr'; readonly base: Expr }
  | { readonly k: 'num'; readonly value: number }
  | { readonly k: 'str'; readonly text: string }
  | { readonly k: 'unary'; readonly op: '-' | '~' | '!'; readonly arg: Expr }
  | { readonly k: 'binary'; readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }
  | { readonly k: 'cast'; readonly type: TypeRef; readonly arg: Expr }
  /** `container_of(ptr, struct type, member)`; `member` may be `a.b`. */
  | { readonly k: 'container'; readonly ptr: Expr; readonly type: string; readonly member: string }
  /** A build-time symbol: `#ifdef CONFIG_X`, `IS_ENABLED(CONFIG_X)`. Nothing can change it. */
  | { readonly k: 'config'; readonly symbol: string }
  /** A value that is understood to be some scalar and nothing more: `sizeof x`, a compound literal. */
  | { readonly k: 'opaque'; readonly what: string };

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '<<'
  | '>>'
  | '&'
  | '|'
  | '^'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';

export type Op =
  | { readonly op: 'assign'; readonly target: Expr; readonly value: Expr; readonly at: Span }
  | {
      readonly op: 'call';
      /** Temporary or variable that receives the value; null when it is dropped. */
      readonly result: string | null;
      /** `var` for a direct call, anything else for a call through a pointer. */
      readonly callee: Expr;
      readonly args: readonly Expr[];
      /** Struct or type names given as arguments (`kzalloc_obj(struct x)`), by argument index. */
      readonly typeArgs?: Readonly<Record<number, TypeRef>>;
      readonly at: Span;
    }
  /** A local comes into being, uninitialised; an initialiser follows as an assignment. */
  | { readonly op: 'declare'; readonly name: string; readonly type: TypeRef; readonly at: Span }
  /** `guard(mutex)(&l)`, `CLASS(name, var)(args)`, `scoped_guard(...)`, or `T *p __free(kfree)`. */
  | {
      readonly op: 'cleanup';
      readonly form: 'guard' | 'scoped-guard' | 'cond-guard' | 'class' | 'free' | 'acquire';
      /** Guard or class name, or the free class (`kfree`). */
      readonly name: string;
      /** The variable; a synthetic `%guard1` for anonymous guards. */
      readonly variable: string;
      readonly args: readonly Expr[];
      readonly at: Span;
    }
  /** The scope of these cleanup variables ends, in this (reverse) order. */
  | { readonly op: 'scope-end'; readonly variables: readonly string[]; readonly at: Span }
  /** Where a statement, label or condition starts: the state here is what the line shows. */
  | { readonly op: 'mark'; readonly what: 'statement' | 'label' | 'condition'; readonly at: number }
  | { readonly op: 'gap'; readonly reason: string; readonly at: Span };

export type Terminator =
  | { readonly t: 'jump'; readonly to: number }
  /** `cond` holds no `&&`, `||`, `!` at the top: those are edges. `at` is the atom's own span. */
  | {
      readonly t: 'branch';
      readonly cond: Expr;
      readonly yes: number;
      readonly no: number;
      readonly at: Span;
    }
  | {
      readonly t: 'switch';
      readonly value: Expr;
      /** `values` null is the default; a range is given by its two ends. */
      readonly cases: readonly {
        readonly values: readonly (Expr | readonly [Expr, Expr])[] | null;
        readonly to: number;
      }[];
      readonly at: Span;
    }
  | { readonly t: 'return'; readonly value: Expr | null; readonly at: Span }
  /** `BUG()`, `panic()`, an endless loop's missing exit. */
  | { readonly t: 'stop' };

export interface Block {
  readonly id: number;
  readonly ops: readonly Op[];
  readonly end: Terminator;
}

export interface FunctionIr {
  readonly name: string;
  readonly returns: TypeRef;
  readonly params: readonly { readonly name: string; readonly type: TypeRef }[];
  readonly locals: Readonly<Record<string, TypeRef>>;
  readonly isStatic: boolean;
  readonly isInline: boolean;
  /** A function-like macro lowered as a function; its parameters are untyped. */
  readonly isMacro: boolean;
  readonly presence: Presence;
  /** Length of the definition, from its first token to just past the closing brace. */
  readonly length: number;
  readonly nameSpan: Span;
  /** `blocks[0]` is the entry; ids are indices; every block is reachable. */
  readonly blocks: readonly Block[];
  /** Offsets of statements, labels and conditions that no path reaches; they have no block. */
  readonly deadMarks: readonly number[];
  readonly gaps: readonly Gap[];
  readonly annotations: readonly Annotation[];
}

/** A function where it stands in a file. `key` is the hash of the text and presence it was lowered from. */
export interface PlacedFunction {
  readonly ir: FunctionIr;
  readonly start: number;
  readonly key: string;
}

export interface StructDef {
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: TypeRef;
    readonly annotations?: readonly Annotation[];
  }[];
  readonly presence: Presence;
  readonly at: Span;
}

/** A file-scope variable with what its initialiser says; `{ .probe = f, .driver = { .pm = &x } }`. */
export interface Table {
  readonly variable: string;
  readonly type: TypeRef;
  readonly isStatic: boolean;
  readonly presence: Presence;
  /** Leaves of the initialiser: field path (`driver.pm`, `[0]`), the identifier in it, `&` or not. */
  readonly leaves: readonly {
    readonly path: string;
    readonly ident: string;
    readonly address: boolean;
    readonly at: Span;
  }[];
  readonly at: Span;
}

/** A macro used at file scope: `module_init(f)`, `DEVICE_ATTR_RO(x)`, `DEFINE_MUTEX(l)`. */
export interface MacroUse {
  readonly name: string;
  readonly args: readonly string[];
  readonly isStatic: boolean;
  readonly presence: Presence;
  readonly at: Span;
}

export interface Prototype {
  readonly name: string;
  readonly returns: TypeRef;
  readonly isStatic: boolean;
  readonly annotations: readonly Annotation[];
}

/** All facts of one file. Plain data, no syntax nodes: it can be stored and sent to another thread. */
export interface FileFacts {
  readonly path: string;
  readonly includes: readonly { readonly path: string; readonly quoted: boolean }[];
  readonly functions: readonly PlacedFunction[];
  readonly structs: readonly StructDef[];
  readonly tables: readonly Table[];
  readonly globals: readonly {
    readonly name: string;
    readonly type: TypeRef;
    readonly isStatic: boolean;
    readonly presence: Presence;
  }[];
  readonly macroUses: readonly MacroUse[];
  readonly prototypes: readonly Prototype[];
  /** Enumerators and object-like macros whose value is an integer expression. */
  readonly constants: Readonly<Record<string, number>>;
  /** Typedef name to what it stands for. */
  readonly typedefs: Readonly<Record<string, TypeRef>>;
  /** Names given to EXPORT_SYMBOL and its variants. */
  readonly exports: readonly string[];
  /** Function definitions seen, with those that could not be lowered. */
  readonly gaps: readonly (Gap & { readonly function: string | null })[];
}
