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

/**
 * What a release does to the memory of its object: ends it at once, after a grace period, or not at all. `whole`: the
 * object is a part of something that ends with it (`platform_device_put`, `kref_put`). `service`: what others are told
 * to do by it, such as a workqueue.
 */
export type Frees = 'now' | 'whole' | 'later' | 'service' | 'not';

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

/**
 * One effect of one primitive. A function with several effects has several rows; all of them apply.
 * A release ends a hold of its own family or, failing that, of a family it `accepts`, on the same object.
 */
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
  /**
   * Acquiring what is held and releasing what is not held are both allowed and change nothing more
   * (arming a timer twice, cancelling work that was never queued).
   */
  readonly idempotent?: true;
  /** Shown in the state, but no rule reports it: in good code another context often undoes it (`test_and_set_bit`). */
  readonly informational?: true;
  /** The object's first reference, which owns its memory: dropping it runs the object's release callback. */
  readonly initial?: true;
  /** What the release does to the object's memory, where it is not what its kind says: memory goes at once. */
  readonly frees?: Frees;
  /** Further families whose holds this release may end: `kvfree` also ends `kmalloc`, a put may end a registration's reference. */
  readonly accepts?: readonly string[];
  /** The caller says that this one may be taken inside of another of its class, or of any. */
  readonly nested?: true;
  /** Header or kernel-doc that says so. */
  readonly source: string;
}

/**
 * Meanings that the engine computes itself; the model only says which names have them.
 * Argument 0 is the operand unless said otherwise.
 */
export type Semantics =
  /** True iff the operand is an error pointer: `IS_ERR`. */
  | 'is-err'
  /** True iff the operand is NULL or an error pointer: `IS_ERR_OR_NULL`. */
  | 'is-err-or-null'
  /** True iff the operand, an integer, is a negative error: `IS_ERR_VALUE`. */
  | 'is-err-value'
  /** The negative errno of an error pointer: `PTR_ERR`. */
  | 'ptr-err'
  /** An error pointer from a negative errno; `ERR_PTR(0)` is NULL. */
  | 'err-ptr'
  /** The same pointer with another type: `ERR_CAST`. */
  | 'err-cast'
  /** Negative errno for an error pointer, else 0. */
  | 'ptr-err-or-zero'
  /** 0 where the guard in argument 1 was entered, else a negative errno: `ACQUIRE_ERR`. */
  | 'guard-error'
  /** The operand's value; true and false stay: `likely`, `unlikely`. */
  | 'likely'
  /** True iff the `acpi_status` operand is 0: `ACPI_SUCCESS`. */
  | 'acpi-success'
  /** True iff the `acpi_status` operand is not 0: `ACPI_FAILURE`. */
  | 'acpi-failure'
  /** Never returns: `BUG()`. */
  | 'bug'
  /** Does not return when the operand is true; after it the operand is false: `BUG_ON`. */
  | 'bug-on'
  /** Prints and yields the truth of the operand: `WARN_ON`. Execution goes on either way. */
  | 'warn'
  /** Yields the operand unchanged: `READ_ONCE`, `rcu_dereference`, `be32_to_cpu` is not one of these. */
  | 'identity'
  /** Stores argument 1 to the location argument 0 names: `WRITE_ONCE(x, v)`, `rcu_assign_pointer(p, v)`. */
  | 'store'
  /** Yields the pointer stored at `path` below argument 0: `dev_get_drvdata`. */
  | 'drvdata-get'
  /** Stores argument 1 at `path` below argument 0: `dev_set_drvdata`. */
  | 'drvdata-set'
  /** Yields the address of `path` below argument 0: `file_inode` is drvdata-get, `netdev_dev` would be this. */
  | 'member-address'
  /** The `struct type` that holds argument 0 as its member `path`: `to_pci_dev`. */
  | 'container'
  /** No call at run time, arguments are not evaluated: `static_assert`, `BUILD_BUG_ON`, `lockdep_set_class`. */
  | 'no-op';

/** What else is known of a function outside the program. */
export interface FunctionRow {
  readonly fn: string;
  /** May sleep: not allowed in atomic context. `null` or absent: not known. */
  readonly sleeps?: boolean;
  /** With 0 in this argument, a time, it does not sleep after all. */
  readonly sleepsUnlessZero?: number;
  /** Argument with allocation flags, which say whether the call may sleep. */
  readonly gfp?: number;
  /** Never returns. */
  readonly noreturn?: true;
  /** Does not keep a pointer it is given, nor free it. */
  readonly borrows?: true;
  /** Argument whose pointer is kept by somebody else after the call (ownership moves when `when` holds). */
  readonly keeps?: { readonly arg: number; readonly when?: When };
  /** What it may return; absent when anything. */
  readonly returns?:
    | 'zero'
    | 'zero-or-negative'
    | 'nonnegative-or-negative'
    | 'positive-or-negative'
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
  /** Returns when another thread has said that it is done with what argument 0 is a part of. */
  readonly waits?: true;
  /** A loop macro that has found the next item before its body runs, so that the body may free the one it is at. */
  readonly ahead?: true;
  /** Argument that is a format: what follows it is only printed, and `%p` does not look at what it points to. */
  readonly format?: number;
  /** Built-in meaning; `path` and `type` complete those that need them. */
  readonly semantics?: Semantics;
  /** Member path for `drvdata-get`, `drvdata-set`, `member-address`, `container`. */
  readonly path?: string;
  /** Struct name for `container`, or the struct that the returned pointer points to. */
  readonly type?: string;
  readonly source: string;
}

/**
 * A declared contract of a function of the subsystem, or of whatever is called through a member of its ops table.
 * Callers get the declared hold. The body that implements it is still checked on its parts, of the kinds in `covers`:
 * when such a body ends with those parts taken (or ends them), that is the contract and not a leak.
 */
export interface ContractRow {
  readonly fn?: string;
  /** `tpm_class_ops.request_locality`: calls through this member, and the functions assigned to it. */
  readonly field?: string;
  readonly effect: PrimitiveRow['effect'];
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly target: Target;
  readonly mode?: Mode;
  readonly when?: When;
  readonly counted?: true;
  readonly idempotent?: true;
  readonly informational?: true;
  /** The row stands only for calls in which this argument is the constant `true` or `false`. */
  readonly given?: { readonly arg: number; readonly is: boolean };
  /** What callers may take it to return, where the body alone does not say. */
  readonly returns?: FunctionRow['returns'];
  readonly covers: readonly HoldKind[];
  readonly source: string;
}

/** Counting this member up takes something of the function's subject, counting it down gives it back. */
export interface CounterRow {
  readonly struct: string;
  readonly field: string;
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly source: string;
}

/** A macro at file scope that names functions by pattern: `DEVICE_ATTR_RO(x)` names `x_show`. `$n` is argument n. */
export interface MacroEntryRow {
  readonly macro: string;
  /** Functions that become entry points, as the struct and field they are stored to (looked up among the entry rows). */
  readonly callbacks: readonly {
    readonly pattern: string;
    readonly struct: string;
    readonly field: string;
  }[];
  /** Variable that the macro defines, with its struct. */
  readonly defines?: { readonly pattern: string; readonly struct: string };
  readonly source: string;
}

/**
 * What a call does to others: after it, nobody new comes in through the entries `cuts`, and, when `waits`, nobody who
 * came in through them is inside any more. `target` is the object whose entries are meant.
 */
export interface FenceRow {
  readonly fn: string;
  readonly target: Target;
  /** Entry kinds (`EntryRow.kind`, `RegistrationRow.kind`) that are stopped. */
  readonly cuts: readonly string[];
  readonly waits: boolean;
  /** It may be queued, armed or enabled again afterwards, so nothing has ended. */
  readonly again?: true;
  /** One phrase for the trace: `no new opens; open files stay`. */
  readonly says: string;
  readonly source: string;
}

/** Clearing a member keeps newcomers out, because they look at it first: `inode->i_private = NULL`. */
export interface StoreFenceRow {
  readonly struct: string;
  readonly field: string;
  readonly cuts: readonly string[];
  readonly says: string;
  readonly source: string;
}

/** A function that brings an object into the state that its users need; `arg` points to it. */
export interface InitialiserRow {
  readonly fn: string;
  readonly arg: number;
  readonly source: string;
}

/** A call that ties a callback table to the object whose removal ends it: `cdev_init(&cdev, &fops)`. */
export interface BindingRow {
  readonly fn: string;
  /** Argument that is the table. */
  readonly table: number;
  readonly object: Target;
  readonly source: string;
}

/** Variables that a file-scope macro defines around others: `ATTRIBUTE_GROUPS(x)` puts `x_attrs` into `x_group`. */
export interface MacroTableRow {
  readonly macro: string;
  /** Pairs of a variable and the one that holds it; `$n` is argument n. */
  readonly links: readonly (readonly [string, string])[];
  readonly source: string;
}

/** A kind of entry by which somebody uses a device; a trace lists only these. */
export interface UserKindRow {
  readonly kind: string;
  /** What ends it when no step of the removal does: `the last close of the file`. */
  readonly ends: string;
  /** What a late caller gets once a fence has cut it off. */
  readonly late: string;
  /** Whoever calls it never does so while a driver is being removed. */
  readonly excluded?: true;
}

/** Callbacks of which the second takes down what the first set up. */
export interface PartnerRow {
  /** Whether `takes` and `gives` are kinds of entries, or members of a table that the program defines. */
  readonly by: 'kind' | 'field';
  readonly takes: string;
  readonly gives: string;
  /** Kinds of callbacks that may run once the second is through, and give back the rest. */
  readonly after: readonly string[];
  /** Partners by being in one file, and not only by standing in one table. */
  readonly perFile?: true;
  readonly source: string;
}

/** A loop macro that holds a counted item in its body and drops it when it goes on: `for_each_child_of_node`. */
export interface IteratorRow {
  readonly macro: string;
  /** Argument that is the loop variable. */
  readonly item: number;
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly path?: string;
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
  | 'use-after-free'
  | 'use-after-put'
  | 'double-free'
  | 'use-after-unregister'
  | 'missing-get'
  | 'lock-leak'
  | 'double-lock'
  | 'unlock-not-held'
  | 'wrong-mode'
  | 'ref-leak'
  | 'ref-underflow'
  | 'resource-leak'
  | 'buffer-leak'
  | 'get-ops-unchecked'
  | 'ops-unprotected'
  | 'ops-unchecked'
  | 'removal-order'
  | 'async-not-drained'
  | 'register-before-init'
  | 'error-path-missing-undo'
  | 'unregister-without-register'
  | 'rpm-unbalanced'
  | 'power-unbalanced'
  | 'locality-unbalanced'
  | 'sleep-in-atomic'
  | 'lock-order'
  | 'drain-deadlock'
  | 'field-without-its-lock'
  | 'annotation-mismatch'
  | 'inconsistent-return'
  | 'lock-held-to-user-space'
  | 'released-by-other-context';

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
  /** The most that a finding outside the analysed subsystem may claim, where conventions the model has no rows for mislead. */
  readonly outside?: Confidence;
}
