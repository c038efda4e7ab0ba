import { placeOf, readPlace } from './evaluate';
import { assume, maskOf, restrict } from './facts';
import type { CallOp, Frame } from './frame';
import { NEGATIVE, type State, ZERO } from './state';
import type { Term } from './term-kinds';

/** Calls whose meaning the model names. Null when the function has none; `stops` when the path ends here. */
export function applySemantics(
  frame: Frame,
  state: State,
  name: string,
  op: CallOp,
  args: readonly Term[],
): Term | 'stops' | null {
  const { terms } = frame;
  const row = frame.model.known(name);
  if (row?.semantics === undefined) return null;
  const arg = args[0] ?? terms.zero;
  const path = row.path ?? '';
  switch (row.semantics) {
    case 'is-err':
      return terms.unary('IS_ERR', arg);
    case 'is-err-or-null':
      return terms.unary('IS_ERR_OR_NULL', arg);
    case 'is-err-value':
      return terms.binary('<', arg, terms.zero);
    case 'ptr-err':
      return terms.unary('PTR_ERR', arg);
    case 'ptr-err-or-zero':
      return terms.unary('PTR_ERR_OR_ZERO', arg);
    case 'err-ptr':
      return terms.unary('ERR_PTR', arg);
    case 'acpi-success':
      return terms.unary('!', arg);
    case 'acpi-failure':
      return terms.binary('!=', arg, terms.zero);
    case 'err-cast':
    case 'likely':
    case 'warn':
    case 'identity':
      return arg;
    case 'bug':
      return 'stops';
    case 'bug-on':
      return assume(terms, state, arg, false) ? terms.zero : 'stops';
    case 'no-op':
      return terms.zero;
    case 'store': {
      const target = op.args[0];
      if (target !== undefined) state.write(placeOf(frame, state, target), args[1] ?? terms.zero);
      return terms.zero;
    }
    case 'drvdata-get':
      return readPlace(frame, state, memberPlace(frame, arg, path));
    case 'drvdata-set':
      state.write(memberPlace(frame, arg, path), args[1] ?? terms.zero);
      return terms.zero;
    case 'guard-error': {
      const guard = readPlace(frame, state, args[1] ?? terms.zero);
      const mask = maskOf(terms, state, guard);
      if ((mask & ZERO) === 0) return terms.zero;
      const error = terms.fresh(frame.site(op), guard);
      restrict(terms, state, error, mask === ZERO ? NEGATIVE : NEGATIVE | ZERO);
      return error;
    }
    case 'member-address':
      return memberPlace(frame, arg, path);
    case 'container':
      return terms.container(arg, path);
  }
}

function memberPlace(frame: Frame, base: Term, path: string): Term {
  return path.split('.').reduce((place, part) => frame.terms.field(place, part), base);
}
