import type { Model } from '../../model/index';
import type { FindingReport, FunctionReport } from '../reports';
import type { Candidate } from './leak-fixes';
import { callsOn } from './release-text';
import { isPointer, resultVariable } from './result-variable';
import type { SourceText } from './source-text';

/** Repairs of single calls: one too many, one in the wrong mode, one whose result nobody looks at. */

/** The call on the finding's line goes, when it is a statement of its own. */
export function removalCandidates(finding: FindingReport, source: SourceText): readonly Candidate[] {
  const own = source.statement(finding.line);
  const [call] = own ? callsOn(source, finding.line) : [];
  if (!own || !call || !own.code.startsWith(`${call.name}(`)) return [];
  if (source.bareHead(finding.line)) return [];
  const edit = { line: own.first, count: own.last - own.first + 1, lines: [] };
  return [{ title: `Remove this call of ${call.name}()`, edits: [edit], kind: 'call' }];
}

/** The same call for the other mode: the names of a family differ in one word. */
export function modeCandidates(
  finding: FindingReport,
  source: SourceText,
  model: Model,
): readonly Candidate[] {
  const line = source.line(finding.line);
  return callsOn(source, finding.line).flatMap((call) => {
    const rows = model.primitivesByName.get(call.name) ?? [];
    const others = [...model.primitivesByName.values()]
      .flat()
      .filter((other) =>
        rows.some(
          (row) =>
            row.primitive === other.primitive &&
            row.kind === other.kind &&
            row.effect === other.effect &&
            row.mode !== other.mode &&
            shared(row.fn, other.fn) >= Math.min(row.fn.length, other.fn.length) - modeLetters,
        ),
      );
    return others.map((other) => ({
      title: `Use ${other.fn}()`,
      edits: [{ line: finding.line, count: 1, lines: [line.replace(`${call.name}(`, `${other.fn}(`)] }],
      kind: 'call' as const,
    }));
  });
}

/** Letters in which `down_read` and `down_write`, `read_lock` and `write_lock` may differ. */
const modeLetters = 5;

/** Letters that two names share at both ends. */
function shared(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return head + tail;
}

/** The result of a call is tested, and the function left when it failed. */
export function checkCandidates(
  finding: FindingReport,
  fn: FunctionReport,
  source: SourceText,
): readonly Candidate[] {
  const line = callLine(finding, fn, source);
  const own = line === null ? null : source.statement(line);
  if (line === null || !own || source.bareHead(line)) return [];
  const assigned = /^(?:[a-z_][\w\s*]*\s)?\**([A-Za-z_][\w>.-]*) = ([A-Za-z_]\w*\(.*\));$/.exec(own.code);
  const alone = /^([A-Za-z_]\w*\(.*\));$/.exec(own.code);
  const name = assigned?.[1];
  const kind = returnKind(fn, source);
  const indent = source.indent(line);
  const tests = name === undefined ? [] : assignedTests(name, fn, kind, source);
  if (alone) tests.push(...bareTests(alone[1] ?? '', fn, kind, source));
  return tests.map(({ title, lines, replace }) => ({
    title,
    edits: [
      replace
        ? { line: own.first, count: own.last - own.first + 1, lines: lines.map((text) => indent + text) }
        : { line: own.last + 1, count: 0, lines: lines.map((text) => indent + text) },
    ],
    kind: 'call' as const,
  }));
}

interface Test {
  readonly title: string;
  readonly lines: readonly string[];
  readonly replace: boolean;
}

/** Line of the call whose result nobody looked at: the nearest call of the named function, from the finding upwards. */
function callLine(finding: FindingReport, fn: FunctionReport, source: SourceText): number | null {
  const name = /(\w+)\(\) result/.exec(finding.message)?.[1] ?? finding.object;
  for (let line = finding.line; line > fn.start; line--)
    if (source.statement(line) && callsOn(source, line).some((call) => call.name === name)) return line;
  return null;
}

/** What a function returns, by the words before its name. */
type ReturnKind = 'void' | 'pointer' | 'number';

function returnKind(fn: FunctionReport, source: SourceText): ReturnKind {
  let head = '';
  for (let line = fn.start; line <= fn.nameLine; line++) head += ` ${source.codeOf(line)}`;
  const before = head.slice(0, head.indexOf(fn.name));
  if (before.includes('*')) return 'pointer';
  return /\bvoid\b/.test(before) ? 'void' : 'number';
}

/** `rc = f(x);` gets `if (rc) return rc;`, `p = f(x);` gets `if (!p) return ...;`. */
function assignedTests(name: string, fn: FunctionReport, kind: ReturnKind, source: SourceText): Test[] {
  const pointer = isPointer(name, fn, source);
  const test = pointer ? `if (!${name})` : `if (${name})`;
  const leave = pointer ? failure(kind) : kind === 'number' ? `return ${name};` : failure(kind);
  return [{ title: `Insert '${test} ${leave}'`, lines: [test, `\t${leave}`], replace: false }];
}

/** `f(x);` gets a variable that the function already returns, else an `if` of its own. */
function bareTests(call: string, fn: FunctionReport, kind: ReturnKind, source: SourceText): Test[] {
  const variable = kind === 'number' ? resultVariable(fn, source) : null;
  const direct = {
    title: `Wrap in 'if (...) ${failure(kind)}'`,
    lines: [`if (${call})`, `\t${failure(kind)}`],
    replace: true,
  };
  if (variable === null) return [direct];
  const lines = [`${variable} = ${call};`, `if (${variable})`, `\treturn ${variable};`];
  const title = `Wrap in 'if (${variable}) return ${variable};'`;
  return [{ title, lines, replace: true }, direct];
}

function failure(kind: ReturnKind): string {
  if (kind === 'void') return 'return;';
  return kind === 'pointer' ? 'return NULL;' : 'return -ENODEV;';
}
