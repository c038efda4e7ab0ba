import type { Frame } from './frame';
import type { State } from './state';
import { K, type Term } from './term-kinds';
import type { Terms } from './terms';

/** Names for values at one point: how a reader of the function would write them. */
export interface Names {
  of(t: Term): string;
}

/** Names by the variables, and the stored places, of a state. */
export function namesIn(frame: Frame, state: State): Names {
  const { terms, fn } = frame;
  const named = new Map<Term, string>();
  const rank = new Map<Term, number>();
  const offer = (value: Term, name: string, order: number) => {
    if (terms.kind(value) === K.Num || (rank.get(value) ?? Number.POSITIVE_INFINITY) <= order) return;
    rank.set(value, order);
    named.set(value, name);
  };
  const order = new Map<string, number>();
  // `chip` says more than the `void *dev_id` it was made from.
  for (const param of fn.ir.params) order.set(param.name, param.type.name === 'void' ? 900 : order.size);
  for (const local of Object.keys(fn.ir.locals)) if (!order.has(local)) order.set(local, order.size);
  const outside: [Term, Term][] = [];
  for (const [place, value] of state.store) {
    if (terms.kind(place) !== K.Local) {
      if (terms.kind(place) !== K.Unary) outside.push([place, value]);
      continue;
    }
    const name = terms.name(terms.a(place));
    if (!name.startsWith('%')) offer(value, name, order.get(name) ?? 500);
  }
  const renderer = new Renderer(
    terms,
    named,
    fn.ir.params.map((param) => param.name),
  );
  for (const [place, value] of outside)
    if (terms.kind(value) === K.Fresh || terms.kind(value) === K.Phi) renderer.stored.set(value, place);
  for (const [value, place] of frame.firstPlaces)
    if (!renderer.stored.has(value)) renderer.stored.set(value, place);
  return renderer;
}

/** Names as a caller would write them: parameters, globals, and `ret` for what is returned. */
export function namesForCallers(
  frame: Frame,
  value: Term | null,
  writes: readonly (readonly [Term, Term])[],
): Names {
  const { terms, fn } = frame;
  const named = new Map<Term, string>(frame.containerNames);
  if (value !== null) named.set(value, 'ret');
  const renderer = new Renderer(
    terms,
    named,
    fn.ir.params.map((param) => param.name),
  );
  for (const [place, stored] of writes)
    if (terms.kind(stored) === K.Fresh || terms.kind(stored) === K.Phi) renderer.stored.set(stored, place);
  return renderer;
}

class Renderer implements Names {
  /** Where a value without a variable is stored. */
  readonly stored = new Map<Term, Term>();
  private readonly terms: Terms;
  private readonly named: ReadonlyMap<Term, string>;
  private readonly params: readonly string[];

  constructor(terms: Terms, named: ReadonlyMap<Term, string>, params: readonly string[]) {
    this.terms = terms;
    this.named = named;
    this.params = params;
  }

  of(t: Term): string {
    const { terms } = this;
    const kind = terms.kind(t);
    if (kind === K.Field || kind === K.Index) {
      const path = this.place(t);
      return path.startsWith('(') ? (this.named.get(t) ?? path) : path;
    }
    const name = this.named.get(t);
    if (name !== undefined) return name;
    switch (kind) {
      case K.Num:
        return String(terms.value(t));
      case K.Load:
        return this.place(terms.a(t));
      case K.Param:
        return this.params[terms.a(t)] ?? `arg${terms.a(t)}`;
      case K.Fresh:
      case K.Phi:
        return this.inner(t);
      case K.Unary:
        return `${terms.name(terms.a(t))}(${this.of(terms.b(t))})`;
      case K.Havoc:
        return this.of(terms.a(terms.a(t)));
      default: {
        const op = terms.binaryOp(t);
        return op === null ? this.place(t) : `${this.of(terms.a(t))} ${op} ${this.of(terms.b(t))}`;
      }
    }
  }

  /** A value that came into being here: the place it is stored in, else the place it stands for. */
  private inner(t: Term): string {
    const place = this.stored.get(t);
    if (place !== undefined) {
      this.stored.delete(t);
      const path = this.place(place);
      this.stored.set(t, place);
      return path;
    }
    if (this.terms.kind(t) === K.Phi) {
      const of = this.terms.b(t);
      return this.terms.kind(of) === K.Local ? this.terms.name(this.terms.a(of)) : this.place(of);
    }
    return '(value)';
  }

  /** The path of a place: `a.b` below an object, `p->b` below a pointer. */
  private place(t: Term): string {
    const { terms } = this;
    switch (terms.kind(t)) {
      case K.Local:
      case K.Global:
      case K.Function:
      case K.Symbol:
      case K.Text:
      case K.Config:
        return terms.name(terms.a(t));
      case K.Field: {
        const base = terms.a(t);
        const name = terms.name(terms.b(t));
        if (!isPlace(terms, base)) return `${this.of(base)}->${name}`;
        const path = this.place(base);
        const alias = path.startsWith('(') ? this.named.get(base) : undefined;
        return alias === undefined ? `${path}.${name}` : `${alias}->${name}`;
      }
      case K.Index:
        return `${isPlace(terms, terms.a(t)) ? this.place(terms.a(t)) : this.of(terms.a(t))}[${this.of(terms.b(t))}]`;
      case K.Container: {
        const name = this.named.get(t);
        return name ?? `(container of ${this.of(terms.a(t))})`;
      }
      case K.Load:
      case K.Param:
      case K.Fresh:
      case K.Phi:
        return `*${this.of(t)}`;
      default:
        return '(value)';
    }
  }
}

function isPlace(terms: Terms, t: Term): boolean {
  const kind = terms.kind(t);
  return kind === K.Field || kind === K.Index || kind === K.Local || kind === K.Global;
}
