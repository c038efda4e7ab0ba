import { type CommandName, type CommandRow, commandRows, laterCommands } from './commands';
import { UserError } from './exit-code';
import { type OptionName, type OptionRow, optionRows } from './options';

/** The command line as read: the command, its words, its options. Everything wrong is one sentence. */
export interface Arguments {
  readonly command: CommandName | null;
  readonly words: readonly string[];
  readonly texts: Readonly<Partial<Record<OptionName, string>>>;
  readonly numbers: Readonly<Partial<Record<OptionName, number>>>;
  readonly lists: Readonly<Partial<Record<OptionName, readonly string[]>>>;
  readonly switches: ReadonlySet<OptionName>;
}

/** Throws `UserError`. `--opt value`, `--opt=value`, `-o value`, `-ovalue`; `--` ends the options. */
export function parseArguments(given: readonly string[]): Arguments {
  const words: string[] = [];
  const values = new Map<OptionName, string[]>();
  let optionsEnded = false;
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? '';
    if (optionsEnded || word === '-' || !word.startsWith('-') || isNegative(word)) words.push(word);
    else if (word === '--') optionsEnded = true;
    else {
      const option = splitOption(word);
      const value = option.row.value ? (option.value ?? given[++at]) : 'yes';
      if (value === undefined || (option.value === undefined && option.row.value && isOption(value)))
        throw new UserError(`${option.written} needs a value: ${option.row.long} ${option.row.value}.`);
      values.set(option.row.name, [...(values.get(option.row.name) ?? []), value]);
    }
  }
  return arrange(words, values);
}

/** `-62` is a number, for the command that takes numbers; no option starts with a digit. */
function isNegative(word: string): boolean {
  return /^-\d/.test(word);
}

function isOption(word: string): boolean {
  return word.startsWith('--') && optionRows.some((row) => word === row.long);
}

function splitOption(word: string): { row: OptionRow; value: string | undefined; written: string } {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  const written = equals > 0 ? word.slice(0, equals) : word;
  const exact = optionRows.find((row) => row.long === written || row.short === written);
  if (exact && equals > 0 && !exact.value) throw new UserError(`${written} takes no value.`);
  if (exact) return { row: exact, value: equals > 0 ? word.slice(equals + 1) : undefined, written };
  const glued = optionRows.find((row) => row.short && row.value && word.startsWith(row.short));
  if (glued?.short && !word.startsWith('--'))
    return { row: glued, value: word.slice(glued.short.length), written: glued.short };
  const near = nearest(
    written,
    optionRows.map((row) => row.long),
  );
  throw new UserError(`Unknown option ${written}${near ? `; did you mean ${near}?` : '.'}`);
}

function arrange(words: readonly string[], values: ReadonlyMap<OptionName, readonly string[]>): Arguments {
  const [first, ...rest] = words;
  const row = first === undefined ? null : commandOf(first);
  const texts: Partial<Record<OptionName, string>> = {};
  const numbers: Partial<Record<OptionName, number>> = {};
  const lists: Partial<Record<OptionName, readonly string[]>> = {};
  const switches = new Set<OptionName>();
  for (const [name, given] of values) {
    const option = optionRows.find((candidate) => candidate.name === name) as OptionRow;
    if (row && !row.options.includes(name))
      throw new UserError(`${option.long} does not go with ${row.name}.`);
    const last = given[given.length - 1] ?? '';
    if (!option.value) switches.add(name);
    else if (option.kind === 'list') lists[name] = given.flatMap((value) => value.split(','));
    else if (option.kind === 'number') numbers[name] = positive(option, last);
    else texts[name] = checked(option, row, last);
  }
  const wanted = switches.has('help') || switches.has('version');
  if (row && !wanted) checkWords(row, rest);
  return { command: row?.name ?? null, words: rest, texts, numbers, lists, switches };
}

function commandOf(word: string): CommandRow {
  const row = commandRows.find((candidate) => candidate.name === word);
  if (row) return row;
  if (laterCommands.includes(word))
    throw new UserError(`The command ${word} is not available in this version.`);
  const names = commandRows.map((candidate) => candidate.name);
  const near = nearest(word, names);
  throw new UserError(
    `Unknown command ${word}; ${near ? `did you mean ${near}?` : 'tpm-lifecycle --help lists the commands.'}`,
  );
}

function checkWords(row: CommandRow, words: readonly string[]): void {
  const { least, most, name } = row.words;
  if (words.includes('')) throw new UserError(`${row.name} got an empty word.`);
  if (words.length < least)
    throw new UserError(`${row.name} needs a ${name}: tpm-lifecycle ${row.name} ${row.usage}.`);
  if (words.length > most)
    throw new UserError(
      most === 0
        ? `${row.name} takes no ${words[0]}.`
        : `${row.name} takes one ${name}, not ${words.length}.`,
    );
}

function checked(option: OptionRow, row: CommandRow | null, value: string): string {
  const choices = option.name === 'format' ? row?.formats : option.choices;
  if (value === '') throw new UserError(`${option.long} needs a value: ${option.long} ${option.value}.`);
  if (choices && !choices.includes(value))
    throw new UserError(
      option.name === 'format' && row
        ? `${row.name} has no format ${value}; its formats are ${choices.join(', ')}.`
        : `${option.long} must be one of ${choices.join(', ')}, not ${value}.`,
    );
  return value;
}

function positive(option: OptionRow, value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new UserError(`${option.long} must be a number from 1 on, not ${value}.`);
  return Number(value);
}

/** The candidate at most two edits away, if there is one. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: { name: string; distance: number } | null = null;
  for (const name of candidates) {
    const distance = editDistance(word, name);
    if (distance <= 2 && (!best || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
