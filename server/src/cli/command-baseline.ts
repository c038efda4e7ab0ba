import { applyBaseline, type BaselineEntry, entryOf, writeBaseline } from '../features/baseline';
import { plural } from '../features/hold-words';
import type { FindingReport } from '../features/reports';
import { textTable } from '../features/text-table';
import { join } from '../host/kernel-root';
import { type Analysed, analyse } from './analysed';
import type { Arguments } from './args';
import { type BaselineFile, openBaseline, requireBaseline } from './baseline-file';
import { keeper } from './command-check';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';
import { resolveTargets } from './targets';

/** `tpm-lifecycle baseline add|list|prune`: the findings that somebody has looked at and lives with. */
export async function baseline(environment: Environment, given: Arguments): Promise<Result> {
  const [what, ...words] = given.words;
  if (what === 'add') return add(environment, given, words);
  if (words.length > 0) throw new UserError(`baseline ${what} takes no ${words[0]}.`);
  if (what === 'list') return list(environment, given);
  if (what === 'prune') return prune(environment, given);
  throw new UserError(`baseline has no ${what}; it takes add, list or prune.`);
}

async function add(environment: Environment, given: Arguments, words: readonly string[]): Promise<Result> {
  const reason = given.texts.reason?.trim() ?? '';
  if (words.length === 0)
    throw new UserError('baseline add needs WHERE: a file, FILE:LINE or the fingerprint of a finding.');
  if (reason === '') throw new UserError('baseline add needs --reason TEXT: why the findings are accepted.');
  const prints = words.filter(isFingerprint);
  const paths = words.filter((word) => !isFingerprint(word));
  const analysed = await analyse(environment, given, paths);
  const file = openBaseline(environment, given, analysed.targets);
  const known = new Set(file.entries.map(({ fingerprint }) => fingerprint));
  const chosen = [...(paths.length > 0 ? placed(analysed, given) : []), ...printed(analysed, given, prints)];
  const fresh = [...new Set(chosen)].filter(({ fingerprint }) => !known.has(fingerprint));
  if (chosen.length === 0)
    throw new UserError(`No finding at ${words.join(', ')}; tpm-lifecycle check lists them.`);
  if (fresh.length > 0)
    save(environment, file, [...file.entries, ...fresh.map((finding) => entryOf(finding, reason))]);
  return {
    text: listed(
      fresh.map((finding) => entryOf(finding, reason)),
      given,
    ),
    message: `${plural(fresh.length, 'finding')} accepted in ${file.name}`,
    code: exitCode.clean,
  };
}

/** The shape of a fingerprint, which no file name has. */
function isFingerprint(word: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(word);
}

function findingsOf(analysed: Analysed, given: Arguments, files: readonly string[]): FindingReport[] {
  return files.flatMap((file) => analysed.snapshot.findings(file)).filter(keeper(given));
}

/** Findings of the files that were named, at the lines that were. */
function placed(analysed: Analysed, given: Arguments): FindingReport[] {
  const { lines } = analysed.targets;
  return findingsOf(analysed, given, analysed.files).filter(({ file, line }) => {
    const wanted = lines.get(file);
    return wanted === undefined || wanted === line;
  });
}

function printed(analysed: Analysed, given: Arguments, prints: readonly string[]): FindingReport[] {
  if (prints.length === 0) return [];
  const all = findingsOf(analysed, given, analysed.snapshot.files);
  return prints.map((print) => {
    const found = all.find(({ fingerprint }) => fingerprint === print);
    if (!found) throw new UserError(`No finding has the fingerprint ${print}.`);
    return found;
  });
}

async function list(environment: Environment, given: Arguments): Promise<Result> {
  const file = requireBaseline(environment, given, resolveTargets(environment, given.texts.kernel, []));
  const message = `${plural(file.entries.length, 'accepted finding')} in ${file.name}`;
  return { text: listed(file.entries, given), message, code: exitCode.clean };
}

/** Drops entries without a finding, whatever its confidence; of files that were not looked at nothing is known. */
async function prune(environment: Environment, given: Arguments): Promise<Result> {
  const analysed = await analyse(environment, given, []);
  const { snapshot, targets } = analysed;
  const file = requireBaseline(environment, given, targets);
  const findings = snapshot.files.flatMap((name) => snapshot.findings(name));
  const isKnown = ({ file: name }: BaselineEntry) =>
    snapshot.files.includes(name) || environment.files.stat(join(targets.root, name)) === null;
  const gone = applyBaseline(findings, file.entries).unused.filter(isKnown);
  if (gone.length > 0)
    save(
      environment,
      file,
      file.entries.filter((entry) => !gone.includes(entry)),
    );
  const message = `${plural(gone.length, 'entry')} dropped from ${file.name}`;
  return { text: listed(gone, given), message, code: exitCode.clean };
}

function save(environment: Environment, file: BaselineFile, entries: readonly BaselineEntry[]): void {
  if (file.name === 'none') throw new UserError('--baseline none is no file to write to.');
  const failure = environment.writeFile(file.path, writeBaseline(entries), 'with its folder');
  if (failure !== null) throw new UserError(`${file.name} cannot be written: ${failure}.`);
}

function listed(entries: readonly BaselineEntry[], given: Arguments): string {
  if (given.texts.format === 'json') return writeBaseline(entries);
  const rows = entries.map(({ file, function: fn, rule, reason, fingerprint }) => [
    fingerprint,
    file,
    `${fn}()`,
    rule,
    reason,
  ]);
  return rows.length === 0 ? '' : `${textTable(rows).join('\n')}\n`;
}
