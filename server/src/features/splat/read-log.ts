/** A report of a running kernel, as a log holds it: what it says, and the stacks in it. */
export interface Splat {
  readonly kind: SplatKind;
  /** The line that says it. */
  readonly title: string;
  /** 1-based line of the log. */
  readonly line: number;
  readonly stacks: readonly Stack[];
  /** Locks that it lists as held, or as taken in the wrong order. */
  readonly locks: readonly LoggedLock[];
}

export type SplatKind =
  | 'use-after-free'
  | 'out-of-bounds'
  | 'null-pointer'
  | 'bad-address'
  | 'circular-locking'
  | 'recursive-locking'
  | 'held-at-return'
  | 'unlock-balance'
  | 'sleep-in-atomic'
  | 'hung-task'
  | 'lockup'
  | 'rcu'
  | 'refcount'
  | 'leak'
  | 'warning'
  | 'stack';

export interface Stack {
  /** `call trace`, `freed by`, `allocated by`, `work creation`, `lock #1 (&chip->ops_sem)`. */
  readonly label: string;
  /** Innermost first, as the log has them. */
  readonly frames: readonly Frame[];
}

export interface Frame {
  /** Without what the compiler appends (`.isra.0`). */
  readonly function: string;
  readonly module: string | null;
  /** From decode_stacktrace.sh or addr2line; null in a bare log. */
  readonly file: string | null;
  readonly line: number | null;
  /** Marked with `?`: found on the stack, and perhaps not called. */
  readonly isUncertain: boolean;
}

export interface LoggedLock {
  readonly name: string;
  readonly at: Frame | null;
}

/** Stacks and reports beyond these are not kept: a log may go on for ever. */
const MAX_SPLATS = 50;
const MAX_FRAMES = 128;

/** First lines of reports. The order counts: the first that fits says what kind it is. */
const heads: readonly (readonly [SplatKind, RegExp])[] = [
  ['use-after-free', /\bKASAN: .*(?:use-after-free|double-free|invalid-free)|\bKFENCE: .*use-after-free/],
  ['out-of-bounds', /\bKASAN: |\bKFENCE: |\bUBSAN: /],
  ['circular-locking', /possible circular locking dependency/],
  ['recursive-locking', /possible recursive locking/],
  ['held-at-return', /lock held when returning to user space|still has locks held|lock\(s\) held at exit/],
  ['unlock-balance', /bad unlock balance/],
  ['circular-locking', /possible irq lock inversion|inconsistent lock state|possible deadlock/],
  ['rcu', /suspicious RCU usage|\brcu\w*: INFO: .*stall|RCU nest depth/],
  ['sleep-in-atomic', /sleeping function called from invalid context|scheduling while atomic/],
  ['hung-task', /INFO: task \S+ blocked for more than/],
  ['lockup', /soft lockup|hard LOCKUP|Watchdog detected hard/i],
  ['refcount', /refcount_t: /],
  ['leak', /unreferenced object 0x/],
  ['null-pointer', /NULL pointer dereference/],
  [
    'bad-address',
    /general protection fault|unable to handle (?:kernel )?(?:page|paging)|Unable to handle kernel/i,
  ],
  ['warning', /\bWARNING: |\bkernel BUG at /],
];

const labels: readonly (readonly [RegExp, string])[] = [
  [/^Allocated by task/, 'allocated by'],
  [/^Freed by task/, 'freed by'],
  [/^(?:Last|Second to last) potentially related work creation/, 'work creation'],
  [/^(?:Call Trace|Call trace|Backtrace|stack backtrace)\b/, 'call trace'],
];

/** Reads all reports of a log, with or without the time and level that dmesg and journals put before each line. */
export function readLog(text: string): Splat[] {
  const reader = new LogReader();
  text.split('\n').forEach((line, at) => {
    reader.take(plainLine(line), at + 1);
  });
  return reader.finish();
}

/** The message of a line of dmesg, journalctl, syslog or a serial console. */
export function plainLine(line: string): string {
  return line
    .replace(/\r$/, '')
    .replace(/^(?:>\s?)+/, '')
    .replace(/^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ kernel: /, '')
    .replace(/^\d{4}-\d\d-\d\dT\S+ \S+ kernel: /, '')
    .replace(/^\w+\s*:\s*\w+\s*:\s(?=\[)/, '')
    .replace(/^<\d+>/, '')
    .replace(/^\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s?/, '');
}

interface Draft {
  readonly kind: SplatKind;
  readonly title: string;
  readonly line: number;
  readonly stacks: { readonly label: string; readonly frames: Frame[] }[];
  readonly locks: LoggedLock[];
}

class LogReader {
  private readonly done: Splat[] = [];
  private draft: Draft | null = null;
  /** What the next frame belongs to. */
  private label = 'call trace';
  private isOpen = false;

  take(line: string, number: number): void {
    const head = heads.find(([, pattern]) => pattern.test(line));
    if (head && this.begins(head[0])) this.begin(head[0], line.trim(), number);
    const label = labels.find(([pattern]) => pattern.test(line.trim()));
    if (label) this.open(label[1]);
    const chain = /^-> #(\d+) \((.+)\)\{/.exec(line.trim());
    if (chain) this.open(`lock #${chain[1]} (${chain[2]})`);
    if (/^---\[ end trace|^<\/TASK>|^Modules linked in/.test(line.trim())) this.isOpen = false;
    this.lock(line);
    const frame = readFrame(line);
    if (frame !== null) this.add(frame, number);
    else if (line.trim() === '') this.isOpen = false;
  }

  finish(): Splat[] {
    if (this.draft !== null && this.draft.stacks.length + this.draft.locks.length > 0)
      this.done.push(this.draft);
    this.draft = null;
    return this.done;
  }

  /** A second line of the same report (`WARNING:` above a KASAN title) does not begin another one. */
  private begins(kind: SplatKind): boolean {
    if (this.done.length >= MAX_SPLATS) return false;
    const { draft } = this;
    const isBare = draft !== null && draft.stacks.length === 0;
    return !(isBare && (kind === 'warning' || kind === 'rcu' || draft.kind !== 'warning'));
  }

  private begin(kind: SplatKind, title: string, line: number): void {
    this.finish();
    this.draft = { kind, title: title.replace(/^=+\s*/, ''), line, stacks: [], locks: [] };
    this.label = 'call trace';
    this.isOpen = false;
  }

  private open(label: string): void {
    this.label = label;
    this.isOpen = false;
  }

  private lock(line: string): void {
    const match = /(?:#\d+: )?[0-9a-fx.]+ \((.+?)\)\{[^}]*\}(?:-\{[^}]*\})?, at: (.+)$/.exec(line);
    if (match?.[1] && this.draft) this.draft.locks.push({ name: match[1], at: readFrame(` ${match[2]}`) });
  }

  private add(frame: Frame, number: number): void {
    if (this.draft === null) {
      if (this.done.length >= MAX_SPLATS) return;
      this.begin('stack', 'stack', number);
    }
    const stacks = (this.draft as Draft).stacks;
    if (!this.isOpen) {
      // Registers come before the call trace and name its innermost function.
      const last = stacks.at(-1);
      const isSame = last?.label === this.label && this.label === 'call trace' && last.frames.length === 1;
      if (!isSame) stacks.push({ label: this.label, frames: [] });
      this.isOpen = true;
    }
    const frames = stacks.at(-1)?.frames ?? [];
    const before = frames.at(-1);
    if (frames.length === 1 && before?.function === frame.function && before.line === frame.line) return;
    if (frames.length < MAX_FRAMES) frames.push(frame);
  }
}

const NAME = String.raw`([A-Za-z_][\w$]*)((?:\.(?:isra|constprop|part|cold|llvm|lto_priv)(?:\.\d+)?)*)`;
const REGISTERS = /^(?:RIP: (?:[0-9a-f]{4}:)?|(?:pc|lr|PC is at|LR is at|epc|ra)\s*:?\s*)/;
const bare = new RegExp(String.raw`^(\? )?${NAME}\+0x[0-9a-f]+\/0x[0-9a-f]+(?: \[(\w+)[^\]]*\])?(.*)$`);
const decoded = new RegExp(String.raw`^(\? )?${NAME} \(([\w./+-]+\.[chS]):(\d+)[^)]*\)+(?:\s+\[?(\w+)\]?)?`);
const resolved = new RegExp(String.raw`^(\? )?${NAME} at (\S+\.[ch]):(\d+)`);

/** A line of a stack, or null: `func+0x10/0x80 [mod]`, `func (file.c:12) mod`, `func at file.c:12`. */
export function readFrame(line: string): Frame | null {
  const registers = REGISTERS.exec(line.trim());
  if (registers && !/^(?:RIP|pc|PC is|epc)/.test(registers[0])) return null;
  const words = line
    .trim()
    .replace(REGISTERS, '')
    .replace(/^\[<[0-9a-f]+>\] /, '')
    .replace(/^#?\d+:?\s+(?=[A-Za-z_?])/, '');
  const known = decoded.exec(words) ?? resolved.exec(words);
  if (known?.[2] !== undefined) {
    const file = (known[4] ?? '')
      .replace(/^\.\//, '')
      .replace(/^.*\/(?=(?:drivers|security|fs|kernel|lib|mm|net|arch)\/)/, '');
    return {
      function: known[2],
      module: known[6] ?? null,
      file,
      line: Number(known[5]),
      isUncertain: known[1] !== undefined,
    };
  }
  const match = bare.exec(words);
  if (match?.[2] === undefined) return null;
  const place = /([\w./+-]+\.[ch]):(\d+)/.exec(match[5] ?? '');
  return {
    function: match[2],
    module: match[4] ?? null,
    file: place?.[1]?.replace(/^\.\//, '') ?? null,
    line: place ? Number(place[2]) : null,
    isUncertain: match[1] !== undefined,
  };
}
