/**
 * The one place where fixtures meet the product: a fixture is analysed as part of a small kernel tree
 * (test/fixtures/kernel) and its findings and line states are compared with its annotations.
 *
 * `//- /path` starts another file; text before the first such line is `/drivers/char/tpm/a.c`. `$0` marks a cursor.
 * Findings without annotation fail, and so do annotations without finding. `UPDATE_EXPECT=1` rewrites the
 * fixture; `UPDATE_EXPECT=columns` does so only where rules and lines already agree. Review the diff.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FileReport, FindingReport, HoldReport, LineReport } from '../../server/src/features/reports';
import type { Snapshot } from '../../server/src/features/snapshot';
import { annotate, type ExpectedFinding, type ExpectedState, readExpectations } from './annotations';
import { memoryFileSystem } from './memory-file-system';
import { openTree } from './open-tree';

export const fixtureRoot = join(__dirname, '../fixtures');
const kernelRoot = '/linux';
const defaultPath = 'drivers/char/tpm/a.c';

export interface FixtureFile {
  /** Relative to the kernel root. */
  readonly path: string;
  readonly text: string;
}

export interface Fixture {
  readonly files: readonly FixtureFile[];
  readonly cursor: { readonly path: string; readonly offset: number } | null;
}

export function parseFixture(text: string): Fixture {
  const files: { path: string; lines: string[] }[] = [{ path: defaultPath, lines: [] }];
  for (const line of text.split('\n')) {
    const header = /^\/\/- \/(\S+)$/.exec(line);
    if (header) files.push({ path: header[1] ?? '', lines: [] });
    else files.at(-1)?.lines.push(line);
  }
  if (files.length > 1 && files[0]?.lines.every((line) => line === '' || line.startsWith('//')))
    files.shift();
  let cursor: Fixture['cursor'] = null;
  const result = files.map(({ path, lines }) => {
    const whole = lines.join('\n');
    const offset = whole.indexOf('$0');
    if (offset < 0) return { path, text: whole };
    cursor = { path, offset };
    return { path, text: whole.slice(0, offset) + whole.slice(offset + 2) };
  });
  return { files: result, cursor };
}

/** The shared tree as written in test/fixtures/kernel: headers and the chip's own open and close. */
export function sharedKernel(): ReadonlyMap<string, string> {
  const base = join(fixtureRoot, 'kernel');
  const files = new Map<string, string>();
  for (const entry of readdirSync(base, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files.set(`${kernelRoot}/${relative(base, path)}`, readFileSync(path, 'utf8'));
    }
  return files;
}

export function openFixture(fixture: Fixture): Snapshot {
  const files = new Map(sharedKernel());
  for (const file of fixture.files) files.set(`${kernelRoot}/${file.path}`, file.text);
  return openTree(kernelRoot, memoryFileSystem(files)).snapshot();
}

/** Analyses the fixture at `path` and throws with the re-annotated source when it differs from its annotations. */
export function checkFixture(path: string): void {
  const source = readFileSync(path, 'utf8');
  const fixture = parseFixture(source);
  const snapshot = openFixture(fixture);
  const problems: string[] = [];
  let sameLines = true;
  const actual = fixture.files.map((file) => {
    const outcome = compareFile(snapshot, file);
    problems.push(...outcome.problems);
    sameLines &&= outcome.sameLines;
    return outcome.annotated;
  });
  if (problems.length === 0) return;
  const { UPDATE_EXPECT: update } = process.env;
  if (update === '1' || (update === 'columns' && sameLines)) {
    writeFileSync(path, withHeaders(source, actual));
    return;
  }
  throw new Error(`${problems.join('\n')}\n\nWhat was found:\n${numbered(withHeaders(source, actual))}`);
}

interface Comparison {
  readonly problems: readonly string[];
  readonly annotated: string;
  /** Expected and found are the same rules on the same lines. */
  readonly sameLines: boolean;
}

function compareFile(snapshot: Snapshot, file: FixtureFile): Comparison {
  const expected = readExpectations(file.text);
  const report = snapshot.state(file.path);
  const findings = snapshot.findings(file.path);
  const problems: string[] = [];
  const say = (line: number, text: string) => problems.push(`${file.path}:${line}: ${text}`);

  const open = [...findings];
  const matched = new Map<string, FindingReport>();
  for (const want of expected.findings) {
    const index = open.findIndex((finding) => fits(want, finding));
    const found = index < 0 ? undefined : open.splice(index, 1)[0];
    if (!found) say(want.line, `expected ${want.rule} "${want.message ?? ''}" in column ${want.column}`);
    else if (want.label !== null) matched.set(want.label, found);
  }
  for (const extra of open)
    say(extra.line, `not expected: ${extra.rule} "${extra.message}" in column ${extra.column}`);
  for (const step of expected.steps) {
    const got = matched.get(step.label)?.steps[step.n - 1];
    if (got?.line !== step.line || !got.text.includes(step.text ?? ''))
      say(step.line, `expected step ${step.label}${step.n} here, got ${JSON.stringify(got ?? null)}`);
  }
  for (const want of expected.states) {
    const got = stateOf(report, want);
    if (got === null) say(want.line, 'no state for this line');
    else if (JSON.stringify({ ...got, line: want.line }) !== JSON.stringify(sortKeys(want)))
      say(want.line, `state differs: ${JSON.stringify(got)}`);
  }
  const find = (line: number) => expected.states.find((state) => state.line === line);
  const annotated = annotate(file.text, findings, (line) => {
    const want = find(line);
    return want ? stateOf(report, want) : null;
  });
  const places = (list: readonly { line: number; rule: string }[]) =>
    list.map((item) => `${item.line} ${item.rule}`).sort();
  const sameLines = JSON.stringify(places(findings)) === JSON.stringify(places(expected.findings));
  return { problems, annotated, sameLines };
}

function fits(want: ExpectedFinding, finding: FindingReport): boolean {
  if (want.rule !== finding.rule || want.line !== finding.line || want.column !== finding.column)
    return false;
  if (want.endColumn !== null && (finding.endLine !== want.line || finding.endColumn !== want.endColumn))
    return false;
  return finding.message.includes(want.message ?? '');
}

type State = Omit<ExpectedState, 'line'>;

const sortKeys = ({ must, may, ops, released, line }: ExpectedState) => ({ must, may, ops, released, line });

/** The state of a line in the words of the expectation; what it does not mention (`ops`, `released`) is left out. */
function stateOf(report: FileReport | null, want: ExpectedState): State | null {
  const line = report?.functions.flatMap((fn) => fn.lines).find((entry) => entry.line === want.line);
  if (!line) return null;
  const name = (holds: readonly HoldReport[]) => nameHolds(holds, want);
  return {
    must: name(line.must),
    may: name(line.may),
    ops: want.ops === null ? null : (line satisfies LineReport).ops,
    released: want.released === null ? null : name(line.released),
  };
}

/** A hold is written with its last component, or with its whole path where the expectation does so. */
function nameHolds(holds: readonly HoldReport[], want: ExpectedState): string[] {
  const wanted = [...want.must, ...want.may, ...(want.released ?? [])];
  return holds
    .map((hold) => {
      const whole = nameHold(hold, hold.object.replace(/^&/, ''));
      return wanted.includes(whole) ? whole : nameHold(hold, lastComponent(hold.object));
    })
    .sort();
}

const lastComponent = (path: string): string =>
  path
    .split(/->|\./)
    .at(-1)
    ?.replace(/[&*()]/g, '') ?? path;

function nameHold(hold: HoldReport, object: string): string {
  const mode = hold.mode === 'read' || hold.mode === 'write' ? `(${hold.mode})` : '';
  const kind = hold.kind === 'lock' ? '' : `${hold.kind} `;
  const count = hold.count > 1 ? ` x${hold.count}` : '';
  const condition = hold.condition === null ? '' : ` if ${hold.condition}`;
  return `${kind}${object}${mode}${count}${condition}`;
}

/** Puts the texts of the files back under the header lines of the fixture they came from. */
function withHeaders(source: string, texts: readonly string[]): string {
  const headers = source.split('\n').filter((line) => /^\/\/- \/\S+$/.test(line));
  const sections = [...texts];
  // With a file before the first header, that file is the first text; else only a comment stands there.
  const before = headers.length === texts.length ? source.slice(0, source.indexOf(headers[0] ?? '')) : null;
  const first = before === null ? `${sections.shift() ?? ''}${headers.length > 0 ? '\n' : ''}` : before;
  return first + headers.map((header, i) => `${header}\n${sections[i] ?? ''}`).join('\n');
}

function numbered(text: string): string {
  return text
    .split('\n')
    .map((line, i) => `${String(i + 1).padStart(4)} | ${line}`)
    .join('\n');
}
