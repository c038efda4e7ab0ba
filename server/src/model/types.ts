/**
 * Shapes of the kernel knowledge. Rows are data: the engine knows no kernel name.
 * Sources: kernel headers and kernel-doc, cited per row or per table.
 */
export type HoldKind =
  | 'lock'
  | 'ref'
  | 'ops'
  | 'power'
  | 'locality'
  | 'buf'
  | 'mem'
  | 'irq'
  | 'work'
  | 'rpm'
  | 'rcu'
  | 'registration'
  | 'other';

export type Mode = 'read' | 'write' | 'exclusive';

/** What a call returned. `nonnull` excludes error pointers; `true` is any non-zero value. */
export type When =
  | 'always'
  | 'zero'
  | 'nonzero'
  | 'negative'
  | 'nonnegative'
  | 'positive'
  | 'null'
  | 'nonnull'
  | 'error-pointer'
  | 'true'
  | 'false';

/**
 * The object an effect is about. `{ arg: 0 }` is what argument 0 points to (or its value, for numbers such as
 * an irq), `{ ret: true }` what is returned; `path` goes on through embedded members and pointers
 * (`i_rwsem`, `dev.parent->mutex`); `out` means the object is stored to `*arg`.
 */
export type Target =
  | { readonly arg: number; readonly path?: string; readonly out?: true }
  | { readonly ret: true; readonly path?: string }
  | { readonly global: string };

/** One effect of one primitive. A function with several effects has several rows. */
export interface PrimitiveRow {
  readonly fn: string;
  readonly effect: 'acquire' | 'release' | 'require';
  readonly kind: HoldKind;
  /** `mutex`, `rwsem`, `spinlock`, `device`, `kref`, `kmalloc`, …: names a family; a release must match one of its acquires. */
  readonly primitive: string;
  readonly target: Target;
  readonly mode?: Mode;
  /** Outcome under which the effect stands; default `always`. */
  readonly when?: When;
  /** May be taken again by its holder (device references, runtime PM); default false for locks and memory. */
  readonly counted?: true;
  /** Releasing NULL (or an error pointer, 'err') is allowed and does nothing. */
  readonly nullOk?: 'null' | 'err';
  /** Freed by the device core when the driver is unbound: never a leak. */
  readonly managed?: true;
  /** Disables what in the caller: the hold makes the context atomic, or only disables bottom halves or interrupts. */
  readonly atomic?: true;
  /** Header or kernel-doc that says so. */
  readonly source: string;
}

/** What else is known of a function outside the program. */
export interface FunctionRow {
  readonly fn: string;
  /** May sleep: not allowed in atomic context. `null` or absent: not known. */
  readonly sleeps?: boolean;
  /** Never returns. */
  readonly noreturn?: true;
  /** Does not keep a pointer it is given, nor free it. */
  readonly borrows?: true;
  /** Argument whose pointer is kept by somebody else after the call (ownership moves when `when` holds). */
  readonly keeps?: { readonly arg: number; readonly when?: When };
  /** What it may return; absent when anything. */
  readonly returns?:
    | 'zero-or-negative'
    | 'nonnegative-or-negative'
    | 'null-or-pointer'
    | 'pointer'
    | 'error-pointer-or-pointer'
    | 'bool'
    | 'null-error-or-pointer';
  /** Returned memory is zeroed, so its fields read as 0 and NULL. */
  readonly zeroed?: true;
  /** Returns argument n (`get_device(dev)` returns dev). */
  readonly returnsArg?: number;
  /** Reads argument n only (formats, copies out): facts about it stay. */
  readonly pure?: true;
  readonly source: string;
}

/** A guard class (`DEFINE_GUARD`, `DEFINE_LOCK_GUARD_1`, `DEFINE_FREE`, `DEFINE_CLASS`): what entry and exit call. */
export interface CleanupRow {
  readonly name: string;
  readonly form: 'guard' | 'free' | 'class';
  /** Function of the acquiring effect; absent for free classes. */
  readonly enter?: string;
  readonly exit: string;
  /** Entering can fail (`mutex_intr`, `_try`): then nothing is held and exit does nothing. */
  readonly conditional?: When;
  /** Exit runs only on values that pass: not NULL, or neither NULL nor an error pointer. */
  readonly unless?: 'null' | 'null-or-error';
  readonly source: string;
}

/** A member of a callback table or struct that makes a function an entry point when assigned. */
export interface EntryRow {
  /** Struct that holds the member: `file_operations`, `dev_pm_ops`, `hwrng`, `device`. */
  readonly struct: string;
  readonly field: string;
  /** Short class of the entry: open, read, write, ioctl, release, poll, sysfs-show, work, timer, irq, probe, remove, … */
  readonly kind: string;
  /** What the user reads: `open() of the device`, `sysfs show`. */
  readonly label: string;
  /** Held by whoever calls it; targets count from the callback's own arguments. */
  readonly holds?: readonly {
    readonly kind: HoldKind;
    readonly primitive: string;
    readonly mode?: Mode;
    readonly target: Target;
  }[];
  /** Runs in atomic context (timers, hard irqs). */
  readonly atomic?: true;
  readonly source: string;
}

/** A function or macro whose argument is a callback: `INIT_WORK(&w, f)`, `request_irq(irq, f, …)`, `module_init(f)`. */
export interface RegistrationRow {
  readonly fn: string;
  readonly callback: number;
  readonly kind: string;
  readonly label: string;
  readonly holds?: EntryRow['holds'];
  readonly atomic?: true;
  /** Argument that reaches the callback as its argument n: `[1, 0]` = argument 1 arrives as parameter 0. */
  readonly passes?: readonly (readonly [number, number])[];
  readonly source: string;
}

/** Type of a member of a kernel struct outside the analysed folders, so that chains such as `dev->parent` have types. */
export interface FieldRow {
  readonly struct: string;
  readonly field: string;
  /** Name of the struct that the member is or points to. */
  readonly type: string;
  readonly pointer: boolean;
}

export type RuleId =
  | 'lock-leak'
  | 'double-lock'
  | 'unlock-not-held'
  | 'wrong-mode'
  | 'ref-leak'
  | 'ref-underflow'
  | 'resource-leak'
  | 'buffer-leak'
  | 'get-ops-unchecked'
  | 'power-unbalanced'
  | 'locality-unbalanced';

export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Confidence = 'proved' | 'likely' | 'possible';

export interface Rule {
  readonly id: RuleId;
  readonly title: string;
  readonly severity: Severity;
  /** One paragraph: what is wrong, and why it matters in a driver's life. */
  readonly explanation: string;
  readonly bad: string;
  readonly good: string;
}
