import { K, type Term } from './term-kinds';
import type { TermMap } from './term-map';
import type { Terms } from './terms';

/**
 * Says a caller's value in a callee's terms: `chip->ops_sem` of an argument `chip` is `ops_sem` of parameter 0.
 * Null when the callee cannot reach it from its arguments.
 */
export function rebase(terms: Terms, t: Term, args: readonly Term[], store?: TermMap): Term | null {
  const direct = rebaseDirectly(terms, t, args, store);
  if (direct !== null || store === undefined) return direct;
  for (const [place, value] of store) {
    if (value !== t || terms.kind(place) !== K.Field) continue;
    const reached = rebaseDirectly(terms, place, args);
    if (reached !== null) return terms.load(reached);
  }
  return null;
}

function rebaseDirectly(terms: Terms, t: Term, args: readonly Term[], store?: TermMap): Term | null {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as Term;
    if (arg === t) return terms.param(i);
  }
  for (let i = 0; i < args.length; i++) {
    // The argument is a member of the object: container_of leads back to it.
    let at = args[i] as Term;
    const members: string[] = [];
    while (terms.kind(at) === K.Field) {
      members.unshift(terms.name(terms.b(at)));
      at = terms.a(at);
      if (at === t) return terms.container(terms.param(i), members.join('.'));
    }
  }
  switch (terms.kind(t)) {
    case K.Global:
      return t;
    case K.Field: {
      const base = rebase(terms, terms.a(t), args, store);
      return base === null ? null : terms.field(base, terms.name(terms.b(t)));
    }
    case K.Container: {
      const base = rebase(terms, terms.a(t), args, store);
      return base === null ? null : terms.container(base, terms.name(terms.b(t)));
    }
    case K.Load: {
      const place = rebase(terms, terms.a(t), args, store);
      return place === null ? null : terms.load(place);
    }
    default:
      return null;
  }
}
