import { codeOnly, type FunctionText } from './operators';

/** Changes that keep what a function does: the findings must stay as they are. Null where there is nothing to change. */
export type Refactoring = (fn: FunctionText & { readonly name: string }) => string | null;

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function edited(text: string, edits: readonly Edit[]): string | null {
  if (edits.length === 0) return null;
  return [...edits]
    .sort((a, b) => b.from - a.from)
    .reduce((result, edit) => result.slice(0, edit.from) + edit.text + result.slice(edit.to), text);
}

/** Position behind the parenthesis that closes the one at `open`. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '(') depth++;
    else if (code[at] === ')' && --depth === 0) return at + 1;
  }
  throw new Error('unbalanced parentheses');
}

/** `if (` conditions: the inside of the parentheses and where the statement begins. */
function conditions(code: string): { readonly from: number; readonly to: number; readonly if: number }[] {
  return [...code.matchAll(/(?<![\w#])if \(/g)]
    .filter((match) => !/#\s*$/.test(code.slice(0, match.index)))
    .map((match) => {
      const open = match.index + 3;
      return { if: match.index, from: open + 1, to: closing(code, open) - 1 };
    });
}

const unlikely: Refactoring = ({ text }) =>
  edited(
    text,
    conditions(codeOnly(text)).flatMap(({ from, to }) => [
      { from, to: from, text: 'unlikely(' },
      { from: to, to, text: ')' },
    ]),
  );

/** `if (c) jump;` becomes `if (!(c)) { } else jump;`. */
const inverted: Refactoring = ({ text }) => {
  const code = codeOnly(text);
  const simple = conditions(code).filter(({ to }) => {
    const rest = code.slice(to + 1);
    return /^\s*(?:goto \w+|return[^;{}]*|break|continue);(?!\s*else\b)/.test(rest);
  });
  return edited(
    text,
    simple.flatMap(({ from, to }) => [
      { from, to: from, text: '!(' },
      { from: to, to: to + 1, text: ')) { } else' },
    ]),
  );
};

/** Every return goes through one label at the end. */
const singleExit: Refactoring = ({ text, name, returnsNothing }) => {
  const code = codeOnly(text);
  const head = /^((?:static |inline |__init |const |struct |unsigned )*\w+(?: \*+)?)\s*\w+\(/.exec(code);
  const type = head?.[1]?.replace(/\b(?:static|inline|__init)\s+/g, '');
  if (returnsNothing || type === undefined || !code.startsWith(head?.[0] ?? '') || !code.includes(`${name}(`))
    return null;
  const open = code.indexOf('\n{') + 2;
  const returns = [...code.matchAll(/\breturn\b([^;]*);/g)];
  const end = code.lastIndexOf('}');
  return edited(text, [
    { from: open, to: open, text: `\n\t${type} fix_ret;` },
    ...returns.map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      text: `{ fix_ret =${text.slice(match.index + 6, match.index + match[0].length)} goto fix_out; }`,
    })),
    { from: end, to: end, text: 'fix_out:\n\treturn fix_ret;\n' },
  ]);
};

/** `goto out;` becomes what stands behind the label, where that is short and straight. */
const earlyReturn: Refactoring = ({ text }) => {
  const code = codeOnly(text);
  const labels = [...code.matchAll(/^ ?(\w+):(?!:)\s*\n/gm)];
  const [label] = labels;
  if (labels.length !== 1 || label === undefined) return null;
  const tail = text.slice(label.index + label[0].length, text.lastIndexOf('}'));
  if (tail.split('\n').length > 9 || /\bgoto\b|^#/m.test(tail) || !/\breturn\b[^;]*;\s*$/.test(tail))
    return null;
  const jumps = [...code.matchAll(new RegExp(`\\bgoto ${label[1]};`, 'g'))];
  if (jumps.some((jump) => jump.index > label.index)) return null;
  return edited(text, [
    ...jumps.map((jump) => ({ from: jump.index, to: jump.index + jump[0].length, text: `{\n${tail}\t}` })),
    { from: label.index, to: label.index + label[0].length, text: '' },
  ]);
};

const wrapped: Readonly<Record<string, string>> = {
  mutex_lock: 'struct mutex',
  mutex_unlock: 'struct mutex',
  down_read: 'struct rw_semaphore',
  up_read: 'struct rw_semaphore',
  down_write: 'struct rw_semaphore',
  up_write: 'struct rw_semaphore',
  spin_lock: 'spinlock_t',
  spin_unlock: 'spinlock_t',
  put_device: 'struct device',
  of_node_put: 'struct device_node',
  kfree: 'void',
  kfree_sensitive: 'void',
  tpm_buf_destroy: 'struct tpm_buf',
  tpm_put_ops: 'struct tpm_chip',
  tpm_chip_stop: 'struct tpm_chip',
};

/** Locks, unlocks and releases move into helpers of one line. */
const helpers: Refactoring = ({ text, name }) => {
  const code = codeOnly(text);
  const names = Object.keys(wrapped).filter((fn) => new RegExp(`\\t${fn}\\(`).test(code));
  if (names.length === 0) return null;
  const short = (fn: string) => `fix_${name}_${fn}`;
  const calls = [...code.matchAll(new RegExp(`(?<=\\t)(?:${names.join('|')})(?=\\()`, 'g'))];
  const body = edited(
    text,
    calls.map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      text: short(match[0]),
    })),
  );
  const define = (fn: string) => `static void ${short(fn)}(${wrapped[fn]} *fix)\n{\n\t${fn}(fix);\n}\n\n`;
  return names.map(define).join('') + body;
};

/** The first mutex of the function is taken and released through a local pointer. */
const aliased: Refactoring = ({ text }) => {
  const code = codeOnly(text);
  const first = /(?<=\n\t)mutex_lock\((&[^;]*)\);/.exec(code);
  const lock = first?.[1];
  if (!first || lock === undefined) return null;
  const uses = [...code.matchAll(/\bmutex_(?:un)?lock\((&[^;]*)\);/g)].filter((use) => use[1] === lock);
  return edited(text, [
    { from: first.index, to: first.index, text: `struct mutex *fix_lock = ${lock};\n\n\t` },
    ...uses.map((use) => {
      const at = use.index + use[0].indexOf('(') + 1;
      return { from: at, to: at + lock.length, text: 'fix_lock' };
    }),
  ]);
};

/** `mutex_lock(x)` becomes `guard(mutex)(x)`; only for functions that keep it until they return. */
export const guarded: Refactoring = ({ text }) => {
  const code = codeOnly(text);
  const lock = /(?<=\n\t)mutex_lock\((&[^;]*)\);/.exec(code);
  if (!lock) return null;
  const unlocks = [...code.matchAll(/mutex_unlock\((&[^;]*)\);/g)].filter((use) => use[1] === lock[1]);
  return edited(text, [
    { from: lock.index, to: lock.index + 'mutex_lock'.length, text: 'guard(mutex)' },
    ...unlocks.map((use) => ({ from: use.index, to: use.index + use[0].length, text: ';' })),
  ]);
};

export const refactorings: Readonly<Record<string, Refactoring>> = {
  'conditions are marked unlikely': unlikely,
  'conditions are inverted': inverted,
  'all returns go through one label': singleExit,
  'jumps to the end become early returns': earlyReturn,
  'releases move into helpers': helpers,
  'the mutex is reached through a local pointer': aliased,
};
