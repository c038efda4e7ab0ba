import { binaryOps } from '../ir/expr';
import type { BinaryOp } from '../ir/types';
import { fold } from './arithmetic';
import { complement, covers, disjoint } from './bits';
import { AND, K, OR, type Term } from './term-kinds';

const INNER = 1;
const LOCAL = 2;
const ENTRY = 4;

const OP_INDEX = new Map<BinaryOp, number>(binaryOps.map((op, i) => [op, i]));

/** Deepest nesting kept; a deeper term stands for itself only, so loops over linked objects stay finite. */
const MAX_DEPTH = 14;

export class Terms {
  private kinds = new Uint8Array(1 << 14);
  private as = new Int32Array(1 << 14);
  private bs = new Int32Array(1 << 14);
  private depths = new Uint8Array(1 << 14);
  /** Which of inner values, local variables, parameters and loads a term holds, so that most walks need not be made. */
  private marks = new Uint8Array(1 << 14);
  private count = 0;
  /** Open addressing: a term's id plus one, at the hash of what it is made of. */
  private slots = new Int32Array(1 << 16);
  private readonly numbers = new Map<number, Term>();
  private readonly numberValues = new Map<Term, number>();
  private readonly names: string[] = [];
  private readonly nameIds = new Map<string, number>();
  readonly zero: Term;
  readonly one: Term;

  constructor() {
    this.zero = this.num(0);
    this.one = this.num(1);
  }

  get size(): number {
    return this.count;
  }
  kind(t: Term): number {
    return this.kinds[t] as number;
  }
  a(t: Term): number {
    return this.as[t] as number;
  }
  b(t: Term): number {
    return this.bs[t] as number;
  }
  name(id: number): string {
    return this.names[id] as string;
  }
  nameId(name: string): number {
    let id = this.nameIds.get(name);
    if (id === undefined) {
      id = this.names.push(name) - 1;
      this.nameIds.set(name, id);
    }
    return id;
  }

  private make(kind: number, a: number, b: number, depth: number): Term {
    const mask = this.slots.length - 1;
    let at = hash(kind, a, b) & mask;
    for (let slot = this.slots[at] as number; slot !== 0; slot = this.slots[at] as number) {
      const id = slot - 1;
      if (this.kinds[id] === kind && this.as[id] === a && this.bs[id] === b) return id;
      at = (at + 1) & mask;
    }
    const id = this.count++;
    if (id === this.kinds.length) this.grow();
    this.kinds[id] = kind;
    this.as[id] = a;
    this.bs[id] = b;
    this.depths[id] = depth;
    this.marks[id] = this.markOf(kind, a, b);
    this.slots[at] = id + 1;
    if (this.count * 2 > this.slots.length) this.rehash();
    return id;
  }
  private markOf(kind: number, a: number, b: number): number {
    if (kind === K.Fresh || kind === K.Phi) return INNER;
    if (kind === K.Local) return LOCAL;
    if (kind === K.Param) return ENTRY;
    if (kind === K.Load) return (this.marks[a] as number) | ENTRY;
    if (kind === K.Field || kind === K.Container || kind === K.Havoc) return this.marks[a] as number;
    if (kind === K.Unary || kind === K.Pure) return this.marks[b] as number;
    if (kind === K.Index || kind === K.Pair || kind >= K.Binary)
      return (this.marks[a] as number) | (this.marks[b] as number);
    return 0;
  }
  /** An inner value (made at a call or a join) occurs in the term. */
  hasInner(t: Term): boolean {
    return ((this.marks[t] as number) & INNER) !== 0;
  }
  /** Neither inner values nor local variables occur: the term means the same to callers. */
  isOuter(t: Term): boolean {
    return ((this.marks[t] as number) & (INNER | LOCAL)) === 0;
  }
  /** A local variable occurs in the term. */
  hasLocal(t: Term): boolean {
    return ((this.marks[t] as number) & LOCAL) !== 0;
  }
  /** Neither parameters, loads nor inner values occur: a caller has nothing to fill in. */
  isClosed(t: Term): boolean {
    return ((this.marks[t] as number) & (INNER | ENTRY)) === 0;
  }
  private grow(): void {
    const size = this.kinds.length * 2;
    const wider = <T extends Uint8Array | Int32Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    this.kinds = wider(this.kinds, new Uint8Array(size));
    this.as = wider(this.as, new Int32Array(size));
    this.bs = wider(this.bs, new Int32Array(size));
    this.depths = wider(this.depths, new Uint8Array(size));
    this.marks = wider(this.marks, new Uint8Array(size));
  }
  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let at = hash(this.kinds[id] as number, this.as[id] as number, this.bs[id] as number) & mask;
      while (this.slots[at] !== 0) at = (at + 1) & mask;
      this.slots[at] = id + 1;
    }
  }
  private depth(t: Term): number {
    return this.depths[t] as number;
  }

  num(value: number): Term {
    let id = this.numbers.get(value);
    if (id === undefined) {
      id = this.make(K.Num, this.numbers.size, 0, 0);
      this.numbers.set(value, id);
      this.numberValues.set(id, value);
    }
    return id;
  }
  /** The number that a term is, or undefined. */
  value(t: Term): number | undefined {
    return this.kinds[t] === K.Num ? this.numberValues.get(t) : undefined;
  }
  param(index: number): Term {
    return this.make(K.Param, index, 0, 0);
  }
  global(name: string): Term {
    return this.make(K.Global, this.nameId(name), 0, 0);
  }
  /** `scope` tells functions apart. */
  local(scope: number, name: string): Term {
    return this.make(K.Local, this.nameId(name), scope, 0);
  }
  fn(name: string): Term {
    return this.make(K.Function, this.nameId(name), 0, 0);
  }
  symbol(name: string): Term {
    return this.make(K.Symbol, this.nameId(name), 0, 0);
  }
  text(text: string): Term {
    return this.make(K.Text, this.nameId(text), 0, 0);
  }
  config(symbol: string): Term {
    return this.make(K.Config, this.nameId(symbol), 0, 0);
  }
  fresh(site: number, origin: number): Term {
    return this.make(K.Fresh, site, origin, 0);
  }
  phi(block: number, place: Term): Term {
    return this.make(K.Phi, block, place, 0);
  }
  pair(a: Term, b: Term): Term {
    return this.make(K.Pair, a, b, Math.max(this.depth(a), this.depth(b)));
  }
  pure(name: string, args: readonly Term[]): Term {
    let list = this.zero;
    for (const arg of args) list = this.pair(list, arg);
    return this.make(K.Pure, this.nameId(name), list, 1);
  }
  havoc(base: Term, mask: Term, origin: number): Term {
    if (this.kind(base) === K.Havoc) {
      const old = this.a(base);
      return this.havoc(this.a(old), this.binary('|', this.b(old), mask), origin);
    }
    return this.make(K.Havoc, this.pair(base, mask), origin, this.depth(base) + 1);
  }

  /** Place of a member of the object at `base`. `container_of` of that place is `base` again. */
  field(base: Term, name: string): Term {
    if (this.kind(base) === K.Container && this.name(this.b(base)) === name) return this.a(base);
    return this.make(K.Field, base, this.nameId(name), this.limited(base));
  }
  index(base: Term, index: Term): Term {
    return this.make(K.Index, base, index, this.limited(base));
  }
  load(place: Term): Term {
    return this.make(K.Load, place, 0, this.limited(place));
  }
  private limited(base: Term): number {
    return Math.min(this.depth(base) + 1, MAX_DEPTH + 1);
  }
  tooDeep(t: Term): boolean {
    return this.depth(t) > MAX_DEPTH;
  }

  /** `container_of(ptr, T, member)`; `member` may go through embedded structs (`a.b`). */
  container(ptr: Term, member: string): Term {
    let at = ptr;
    const parts = member.split('.');
    for (let i = parts.length - 1; i >= 0; i--) {
      const part = parts[i] as string;
      at =
        this.kind(at) === K.Field && this.name(this.b(at)) === part
          ? this.a(at)
          : this.make(K.Container, at, this.nameId(part), this.limited(at));
    }
    return at;
  }

  unary(op: string, arg: Term): Term {
    const value = this.value(arg);
    if (value !== undefined) {
      if (op === '-') return this.num(-value);
      if (op === '~') return this.num(~value);
      if (op === '!') return this.num(value === 0 ? 1 : 0);
    }
    if (this.kind(arg) === K.Unary) {
      const inner = this.name(this.a(arg));
      if ((op === 'PTR_ERR' && inner === 'ERR_PTR') || (op === 'ERR_PTR' && inner === 'PTR_ERR'))
        return this.b(arg);
      if (op === '~' && inner === '~') return this.b(arg);
    }
    return this.make(K.Unary, this.nameId(op), arg, this.depth(arg) + 1);
  }

  binary(op: BinaryOp, left: Term, right: Term): Term {
    const x = this.value(left);
    const y = this.value(right);
    if (x !== undefined && y !== undefined) {
      const folded = fold(op, x, y);
      if (folded !== undefined) return this.num(folded);
    }
    if (op === '&') return this.and(left, right);
    if (op === '|') return this.or(left, right);
    if ((op === '+' || op === '-') && y === 0) return left;
    if (op === '>' || op === '<=') {
      const swapped = this.make(K.Binary + (OP_INDEX.get('<') as number), right, left, 1);
      return op === '>' ? swapped : this.unary('!', swapped);
    }
    if (op === '>=') return this.unary('!', this.binary('<', left, right));
    if (op === '!=') return this.unary('!', this.binary('==', left, right));
    if (op === '==' && x !== undefined) return this.binary('==', right, left);
    return this.make(
      K.Binary + (OP_INDEX.get(op) as number),
      left,
      right,
      Math.max(this.depth(left), this.depth(right)) + 1,
    );
  }
  isBinary(t: Term, op: BinaryOp): boolean {
    return this.kinds[t] === K.Binary + (OP_INDEX.get(op) as number);
  }
  binaryOp(t: Term): BinaryOp | null {
    const kind = this.kinds[t] as number;
    return kind >= K.Binary ? (binaryOps[kind - K.Binary] as BinaryOp) : null;
  }

  /** Masks are numbers or symbols; two different symbols are taken for different bits. */
  private and(left: Term, right: Term): Term {
    if (this.value(left) !== undefined && this.value(right) === undefined) return this.and(right, left);
    const mask = right;
    if (this.value(mask) === 0) return this.zero;
    const kind = this.kinds[left];
    if (kind === OR) {
      const part = this.b(left);
      if (covers(this, part, mask)) return mask;
      if (disjoint(this, part, mask)) return this.and(this.a(left), mask);
    } else if (kind === AND) {
      const kept = this.b(left);
      const cleared = complement(this, kept);
      if (cleared !== null) {
        if (covers(this, cleared, mask)) return this.zero;
        if (disjoint(this, cleared, mask)) return this.and(this.a(left), mask);
      }
    } else if (kind === K.Havoc) {
      const pair = this.a(left);
      if (disjoint(this, this.b(pair), mask)) return this.and(this.a(pair), mask);
    }
    return this.make(AND, left, mask, this.depth(left) + 1);
  }
  private or(left: Term, right: Term): Term {
    if (this.value(left) !== undefined && this.value(right) === undefined) return this.or(right, left);
    if (left === right || this.value(right) === 0) return left;
    if (this.kinds[left] === OR && covers(this, this.b(left), right)) return left;
    return this.make(OR, left, right, this.depth(left) + 1);
  }
  /** The place that a member or an element is part of, at any depth. */
  rootOf(place: Term): Term {
    let root = place;
    for (let kind = this.kinds[root]; kind === K.Field || kind === K.Index; kind = this.kinds[root])
      root = this.a(root);
    return root;
  }
  /** True when `part` occurs in `t`. */
  mentions(t: Term, part: Term): boolean {
    if (t === part) return true;
    const first = this.firstPart(t);
    const second = this.secondPart(t);
    return (first >= 0 && this.mentions(first, part)) || (second >= 0 && this.mentions(second, part));
  }
  /** Terms directly inside `t`. */
  children(t: Term): readonly Term[] {
    const first = this.firstPart(t);
    if (first < 0) return [];
    const second = this.secondPart(t);
    return second < 0 ? [first] : [first, second];
  }
  /** The first of the terms directly inside `t`, or -1. */
  firstPart(t: Term): Term {
    const kind = this.kinds[t] as number;
    switch (kind) {
      case K.Field:
      case K.Container:
      case K.Load:
      case K.Havoc:
      case K.Index:
      case K.Pair:
        return this.a(t);
      case K.Unary:
      case K.Pure:
        return this.b(t);
      default:
        return kind >= K.Binary ? this.a(t) : -1;
    }
  }
  /** The second one, or -1. */
  secondPart(t: Term): Term {
    const kind = this.kinds[t] as number;
    return kind === K.Index || kind === K.Pair || kind >= K.Binary ? this.b(t) : -1;
  }

  /** Rebuilds `t` with `replace` applied to its parts; `replace` returns null to go on inside. */
  rewrite(t: Term, replace: (t: Term) => Term | null): Term {
    const done = replace(t);
    if (done !== null) return done;
    const kind = this.kinds[t] as number;
    switch (kind) {
      case K.Field: {
        const base = this.rewrite(this.a(t), replace);
        return base === this.a(t) ? t : this.field(base, this.name(this.b(t)));
      }
      case K.Container: {
        const base = this.rewrite(this.a(t), replace);
        return base === this.a(t) ? t : this.container(base, this.name(this.b(t)));
      }
      case K.Load: {
        const place = this.rewrite(this.a(t), replace);
        return place === this.a(t) ? t : this.load(place);
      }
      case K.Index:
        return this.index(this.rewrite(this.a(t), replace), this.rewrite(this.b(t), replace));
      case K.Pair:
        return this.pair(this.rewrite(this.a(t), replace), this.rewrite(this.b(t), replace));
      case K.Unary: {
        const arg = this.rewrite(this.b(t), replace);
        return arg === this.b(t) ? t : this.unary(this.name(this.a(t)), arg);
      }
      case K.Havoc: {
        const pair = this.rewrite(this.a(t), replace);
        return pair === this.a(t) ? t : this.havoc(this.a(pair), this.b(pair), this.b(t));
      }
      case K.Pure: {
        const list = this.rewrite(this.b(t), replace);
        return list === this.b(t) ? t : this.make(K.Pure, this.a(t), list, 1);
      }
      default: {
        if (kind < K.Binary) return t;
        const left = this.rewrite(this.a(t), replace);
        const right = this.rewrite(this.b(t), replace);
        return left === this.a(t) && right === this.b(t)
          ? t
          : this.binary(binaryOps[kind - K.Binary] as BinaryOp, left, right);
      }
    }
  }
}

function hash(kind: number, a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b) ^ Math.imul(kind, 0xc2b2ae35);
  h ^= h >>> 15;
  return Math.imul(h, 0x2c1b3c6d) >>> 8;
}
