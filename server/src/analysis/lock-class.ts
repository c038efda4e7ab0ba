import type { Frame } from './frame';
import type { State } from './state';
import { K, type Term } from './term-kinds';

/**
 * What a lock is, whichever object it is in: `struct.member`, or the name of a global (with its file where it is static).
 * Null where the text does not say. Two locks of one class may still be two locks.
 */
export function lockClass(frame: Frame, state: State, lock: Term): string | null {
  const { terms, program } = frame;
  switch (terms.kind(lock)) {
    case K.Field: {
      const member = terms.name(terms.b(lock));
      const struct = structAt(frame, state, terms.a(lock)) ?? program.onlyOwner(member);
      return struct === null ? null : `${struct}.${member}`;
    }
    case K.Index: {
      const array = lockClass(frame, state, terms.a(lock));
      return array === null ? null : `${array}[]`;
    }
    case K.Global: {
      const name = terms.name(terms.a(lock));
      return program.isHidden(name, frame.fn.file) ? `${name}@${frame.fn.file}` : name;
    }
    default:
      return null;
  }
}

/** The struct that a pointer points to, or that stands at a place; `void *` has the type of the variable that it is in. */
function structAt(frame: Frame, state: State, t: Term): string | null {
  return declaredAt(frame, state, t) ?? structOfVariable(frame, state, t);
}

function declaredAt(frame: Frame, state: State, t: Term): string | null {
  const { terms, program, fn } = frame;
  switch (terms.kind(t)) {
    case K.Param:
      return record(fn.ir.params[terms.a(t)]?.type);
    case K.Global:
      return record(program.global(terms.name(terms.a(t)), fn.file));
    case K.Local:
      return record(fn.ir.locals[terms.name(terms.a(t))]);
    case K.Field: {
      const owner = structAt(frame, state, terms.a(t));
      return owner === null ? null : record(program.member(owner, terms.name(terms.b(t))));
    }
    case K.Index:
    case K.Load:
      return declaredAt(frame, state, terms.a(t));
    default:
      return null;
  }
}

/** A value that came into being here has the type of the variable that it is in. */
function structOfVariable(frame: Frame, state: State, value: Term): string | null {
  const { terms, fn } = frame;
  const named = frame.containerNames.get(value);
  if (named !== undefined) return record(fn.ir.locals[named]);
  for (let i = 0; i < state.store.size; i++) {
    const place = state.store.termAt(i);
    if (state.store.numberAt(i) !== value || terms.kind(place) !== K.Local) continue;
    const struct = record(fn.ir.locals[terms.name(terms.a(place))]);
    if (struct !== null) return struct;
  }
  return null;
}

function record(type: { readonly name: string; readonly record: boolean } | null | undefined): string | null {
  return type?.record && type.name !== 'void' ? type.name : null;
}
