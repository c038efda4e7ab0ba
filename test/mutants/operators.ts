import type { RuleId } from '../../server/src/model/types';
import { lifecycleOperators } from './lifecycle-operators';

/**
 * Mistakes as they are made in drivers, put into one function's text. An operator knows its sites (statements of a
 * kind, counted in the order of the text), what the nth becomes, and which rules may report it.
 */
export interface Operator {
  readonly site: RegExp;
  readonly becomes: (statement: string, fn: FunctionText) => string;
  readonly rules: readonly RuleId[];
}

export interface FunctionText {
  /** The definition, from the first line of its head to its closing brace. */
  readonly text: string;
  readonly returnsNothing: boolean;
}

const call = (names: string) => new RegExp(`(?<=^\\t+)(?:${names})\\((?:[^;]|\\n)*?\\);`, 'gm');

const unlocks =
  'mutex_unlock|up_read|up_write|spin_unlock|spin_unlock_irqrestore|spi_bus_unlock|i2c_unlock_bus';
const locks = 'mutex_lock|down_read|down_write|spin_lock|spi_bus_lock|i2c_lock_bus';
const puts = 'put_device|of_node_put|acpi_put_table';
const frees = 'kfree|kfree_sensitive|kvfree|free_page|memunmap|acpi_os_unmap_iomem|ACPI_FREE|iounmap';
const nothing = () => ';';
const twice = (statement: string) => `${statement}\n\t${statement}`;

const otherMode: Readonly<Record<string, string>> = {
  down_read: 'down_write',
  down_write: 'down_read',
  up_read: 'up_write',
  up_write: 'up_read',
};

/** The first argument of a call statement. */
const argument = (statement: string) => /\(\s*(?:\([^()]*\)\s*)?([^,()]*)/.exec(statement)?.[1]?.trim() ?? '';
/** A statement, and the release that follows it of exactly what it uses. */
const useThenRelease = (names: string, rest: string) =>
  new RegExp(
    String.raw`(?<=^\t+)(?!\w+ = |return|goto|if|else|while|for|case|break|continue|struct|int|u8|dma_unmap)[^;{}]*?\b(\w+(?:->\w+|\.\w+)*)\b[^;{}]*;\n\t+(?:${names})\((?:\([^()]*\)\s*)?&?\1${rest}\);`,
    'gm',
  );
const swapped = (statements: string) => {
  const at = statements.lastIndexOf(';', statements.length - 2) + 1;
  return `${statements.slice(at).trim()}\n\t${statements.slice(0, at)}`;
};

export const operators = {
  'delete-unlock': {
    site: call(unlocks),
    becomes: nothing,
    rules: ['lock-leak', 'lock-held-to-user-space', 'double-lock'],
  },
  'delete-put': { site: call(puts), becomes: nothing, rules: ['ref-leak'] },
  'delete-free': { site: call(frees), becomes: nothing, rules: ['resource-leak'] },
  'delete-buffer': { site: call('tpm_buf_destroy'), becomes: nothing, rules: ['buffer-leak'] },
  'delete-put-ops': {
    site: call('tpm_put_ops'),
    becomes: nothing,
    rules: ['lock-leak', 'ref-leak', 'power-unbalanced'],
  },
  'delete-stop': { site: call('tpm_chip_stop'), becomes: nothing, rules: ['power-unbalanced'] },
  'delete-relinquish': {
    site: call('tpm_tis_relinquish_locality|release_locality'),
    becomes: nothing,
    rules: ['locality-unbalanced'],
  },
  'swap-mode': {
    site: call('down_read|down_write|up_read|up_write'),
    becomes: (statement) => statement.replace(/^\w+/, (name) => otherMode[name] ?? name),
    rules: ['wrong-mode'],
  },
  'unlock-twice': { site: call(unlocks), becomes: twice, rules: ['unlock-not-held'] },
  'lock-twice': { site: call(locks), becomes: twice, rules: ['double-lock'] },
  'put-twice': { site: call(puts), becomes: twice, rules: ['ref-underflow'] },
  'free-twice': { site: call(frees), becomes: twice, rules: ['double-free'] },
  'destroy-twice': { site: call('tpm_buf_destroy'), becomes: twice, rules: ['double-free'] },
  'use-after-free': {
    site: call(frees),
    becomes: (statement) => `${statement}\n\tmemset((void *)${argument(statement)}, 0, 1);`,
    rules: ['use-after-free'],
  },
  'free-before-use': {
    site: useThenRelease(frees, ''),
    becomes: swapped,
    rules: ['use-after-free', 'double-free'],
  },
  'destroy-before-use': {
    site: useThenRelease('tpm_buf_destroy', ''),
    becomes: swapped,
    rules: ['use-after-free'],
  },
  'put-before-use': {
    site: useThenRelease(puts, String.raw`(?:->\w+)*`),
    becomes: swapped,
    rules: ['use-after-put'],
  },
  'delete-get': {
    site: call('get_device|of_node_get|kref_get'),
    becomes: nothing,
    rules: ['missing-get', 'ref-underflow'],
  },
  'free-for-put': {
    site: /(?<=^\t+)put_device\(&\w+(?:->\w+)+\);/gm,
    becomes: (statement) => statement.replace(/^put_device\(&(\w+(?:->\w+)*)->\w+\)/, 'kfree($1)'),
    rules: ['double-free'],
  },
  'return-after-lock': {
    site: call(locks),
    becomes: (statement, fn) =>
      `${statement}\n\tif (fatal_signal_pending(current))\n\t\treturn${fn.returnsNothing ? '' : ' 0'};`,
    // Of several things that a return hands over together, it may be another that is missing.
    rules: ['lock-leak', 'lock-held-to-user-space', 'power-unbalanced'],
  },
  'ignore-get-ops': {
    // `if (tpm_try_get_ops(chip)) return x;`, or the test behind an assignment.
    site: /(?<=^\t+)(?:if \(tpm_try_get_ops\(\w+\)\)\s*return[^;]*;|(\w+) = tpm_(?:try|find)_get_ops\([^;]*;\s*if \(!?\1\)\s*return[^;]*;)/gm,
    becomes: (statement) => statement.replace(/if \((tpm_try_get_ops\(\w+\))\)[^;]*;|(;)[^;]*;$/, '$1;'),
    rules: ['get-ops-unchecked'],
  },
  ...lifecycleOperators,
} as const satisfies Readonly<Record<string, Operator>>;

export type OperatorName = keyof typeof operators;

/** Text with comments and literals blanked, so that sites are found in code only. */
export function codeOnly(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
  return text.replace(token, (found) => found.replace(/[^\n]/g, ' '));
}

export function sitesOf(
  operator: Operator,
  fn: FunctionText,
): { readonly at: number; readonly length: number }[] {
  return [...codeOnly(fn.text).matchAll(operator.site)].map((match) => ({
    at: match.index,
    length: match[0].length,
  }));
}

/** The function's text with the nth site changed; throws where there is no such site. */
export function applyOperator(operator: Operator, fn: FunctionText, nth: number): string {
  const site = sitesOf(operator, fn)[nth - 1];
  if (site === undefined) throw new Error(`no site ${nth}`);
  const statement = fn.text.slice(site.at, site.at + site.length);
  return fn.text.slice(0, site.at) + operator.becomes(statement, fn) + fn.text.slice(site.at + site.length);
}
