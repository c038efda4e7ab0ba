import { isGuard } from '../context-groups';
import type { FindingReport, FunctionReport } from '../reports';
import { keyOf, labels, returnBehind, settable } from './labels';
import type { Candidate } from './leak-fixes';
import { type ReleaseQuery, releaseTexts, takenAt } from './release-text';
import { resultVariable } from './result-variable';
import type { SourceText } from './source-text';

/** A guarded pointer is used under its lock without a test: the test is put behind the statement that takes the lock. */
export function nullCheckCandidates(
  finding: FindingReport,
  query: Omit<ReleaseQuery, 'hold'>,
): readonly Candidate[] {
  const { fn, source } = query;
  const here = fn.lines.find((line) => line.line === finding.line);
  const hold = here?.must.find(isGuard);
  const taken = hold ? takenAt(hold, fn) : null;
  const lock = taken === null ? null : source.statement(taken);
  if (!hold || taken === null || !lock || source.bareHead(taken)) return [];
  const name = /^[\w>.-]+$/.test(finding.object) ? finding.object : null;
  const next = fn.lines.find((line) => line.line > lock.last);
  if (name === null || !next) return [];
  const indent = source.indent(taken);
  const put = (body: readonly string[]): Candidate => {
    const lines =
      body.length === 1
        ? [`if (!${name})`, `\t${body[0]}`]
        : [`if (!${name}) {`, ...body.map((text) => `\t${text}`), '}'];
    const edits = [{ line: lock.last + 1, count: 0, lines: lines.map((text) => indent + text) }];
    return { title: `Insert 'if (!${name})' with '${body.at(-1)}'`, edits, kind: 'call' };
  };
  const leave = source.codeOf(fn.nameLine).includes('void ') ? 'return;' : 'return -ENODEV;';
  // Without another hold of this function, giving the lock back is all there is to do.
  const alone = next.must.every((other) => other === hold || takenAt(other, fn) === taken);
  const releases = alone ? releaseTexts({ ...query, hold }).map((text) => put([text, leave])) : [];
  return [...gotoLabels(keyOf(next.must), taken, fn, source).map(put), ...releases];
}

/** Bodies that go to a label at which the same is held as behind the lock. */
function gotoLabels(held: string, from: number, fn: FunctionReport, source: SourceText): string[][] {
  return labels(fn, source).flatMap(({ name, line }) => {
    const at = fn.lines.find((other) => other.line >= line);
    const result = returnBehind(line, fn, source);
    if (line < from || !at?.reachable || keyOf(at.must) !== held || result === null) return [];
    if (result === '') return [[`goto ${name};`]];
    const isVariable = result === resultVariable(fn, source) && settable(result, fn, source);
    return isVariable ? [[`${result} = -ENODEV;`, `goto ${name};`]] : [];
  });
}
