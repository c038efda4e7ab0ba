/**
 * Reads and writes the expectations that fixtures carry as comments.
 *
 *   `//   ^^^^^ lock-leak A "tpm_mutex"`  a finding on exactly these columns of the code line above; `A` and the
 *                                         quoted part of the message are optional
 *   `// <- lock-leak "tpm_mutex"`         a finding that starts in the column of the slashes
 *   `// <- A1 "taken"`                    step 1 of finding A happens on this line; the quoted text is optional
 *   `x = y; // must: ops_sem(read), ref dev; may: buf b; ops: valid; released: m`
 *                                         the state before this line
 *
 * Columns count characters, a tab is one. Annotation lines stay in the text that is analysed: they are comments.
 */
export interface ExpectedFinding {
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Exclusive; null when only the start is given. */
  readonly endColumn: number | null;
  readonly rule: string;
  readonly label: string | null;
  readonly message: string | null;
}

export interface ExpectedStep {
  readonly line: number;
  readonly label: string;
  readonly n: number;
  readonly text: string | null;
}

export interface ExpectedState {
  readonly line: number;
  /** Sorted, one word group a hold: `ops_sem(read)`, `ref dev`, `ref dev x2`. */
  readonly must: readonly string[];
  readonly may: readonly string[];
  readonly ops: string | null;
  readonly released: readonly string[] | null;
}

export interface Expectations {
  readonly findings: readonly ExpectedFinding[];
  readonly steps: readonly ExpectedStep[];
  readonly states: readonly ExpectedState[];
}

const annotationLine = /^\s*\/\/\s*(\^+|<-)\s*(\S.*)$/;
const stateComment = /\/\/\s*((?:must|may|ops|released):.*)$/;
const findingRest = /^([a-z][a-z-]*)(?:\s+([A-Z]))?(?:\s+"([^"]*)")?$/;
const stepRest = /^([A-Z])(\d+)(?:\s+"?([^"]*)"?)?$/;

export const isAnnotation = (line: string): boolean => annotationLine.test(line);

const isStep = (line: string): boolean => stepRest.test(annotationLine.exec(line)?.[2]?.trim() ?? '');

export function readExpectations(text: string): Expectations {
  const findings: ExpectedFinding[] = [];
  const steps: ExpectedStep[] = [];
  const states: ExpectedState[] = [];
  let codeLine = 0;
  text.split('\n').forEach((line, index) => {
    const annotation = annotationLine.exec(line);
    if (!annotation) {
      codeLine = index + 1;
      const state = stateComment.exec(line);
      if (state) states.push(readState(codeLine, state[1] ?? ''));
      return;
    }
    const [, mark = '', rest = ''] = annotation;
    const step = stepRest.exec(rest.trim());
    if (step) {
      steps.push({ line: codeLine, label: step[1] ?? '', n: Number(step[2]), text: step[3] || null });
      return;
    }
    findings.push({ line: codeLine, ...readFinding(line, mark, rest.trim()) });
  });
  return { findings, steps, states };
}

function readFinding(line: string, mark: string, rest: string): Omit<ExpectedFinding, 'line'> {
  const match = findingRest.exec(rest);
  if (!match) throw new Error(`cannot read the annotation: ${line}`);
  const exact = mark.startsWith('^');
  const column = (exact ? line.indexOf('^') : line.indexOf('//')) + 1;
  return {
    column,
    endColumn: exact ? column + mark.length : null,
    rule: match[1] ?? '',
    label: match[2] ?? null,
    message: match[3] ?? null,
  };
}

function readState(line: number, text: string): ExpectedState {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [, key, value] = /^\s*(must|may|ops|released):\s*(.*?)\s*$/.exec(part) ?? [];
    if (key === undefined || value === undefined)
      throw new Error(`cannot read the state comment on line ${line}: ${text}`);
    parts.set(key, value);
  }
  const released = parts.get('released');
  return {
    line,
    must: readHolds(parts.get('must') ?? ''),
    may: readHolds(parts.get('may') ?? ''),
    ops: parts.get('ops') ?? null,
    released: released === undefined ? null : readHolds(released),
  };
}

function readHolds(text: string): string[] {
  if (text === 'nothing') return [];
  return text
    .split(',')
    .map((hold) => hold.trim().replace(/\s+/g, ' '))
    .filter((hold) => hold !== '')
    .sort();
}

/** What a run really gave for one file, in the terms of the annotations. */
export interface ActualFinding {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly message: string;
  readonly object: string;
  readonly steps: readonly { readonly file: string; readonly line: number; readonly text: string }[];
}

/** One annotation line for a finding, to stand below `codeLine`. */
export function writeFinding(
  codeLine: string,
  finding: ActualFinding,
  message: string,
  label: string | null = null,
): string {
  const at = finding.column - 1;
  const indent = codeLine.length - codeLine.trimStart().length;
  const rest = `${finding.rule}${label === null ? '' : ` ${label}`} "${message.replaceAll('"', "'")}"`;
  if (at < 2 || at <= indent || finding.endLine !== finding.line)
    return `${codeLine.slice(0, Math.min(at, indent))}${' '.repeat(Math.max(0, at - indent))}// <- ${rest}`;
  const lead = codeLine.slice(0, Math.min(indent, at - 2));
  const carets = '^'.repeat(Math.max(1, finding.endColumn - finding.column));
  return `${lead}//${' '.repeat(at - 2 - lead.length)}${carets} ${rest}`;
}

export function writeState(state: Omit<ExpectedState, 'line'>): string {
  const parts = [`must: ${state.must.join(', ') || 'nothing'}`];
  if (state.may.length > 0) parts.push(`may: ${state.may.join(', ')}`);
  if (state.ops !== null) parts.push(`ops: ${state.ops}`);
  if (state.released !== null) parts.push(`released: ${state.released.join(', ') || 'nothing'}`);
  return `// ${parts.join('; ')}`;
}

/** The text again with its annotations replaced by what was found. Lines of steps stay as they are. */
export function annotate(
  text: string,
  findings: readonly ActualFinding[],
  stateOf: (line: number) => Omit<ExpectedState, 'line'> | null,
): string {
  const old = readExpectations(text);
  const lines = text.split('\n');
  const output: string[] = [];
  lines.forEach((line, index) => {
    if (isAnnotation(line)) {
      if (isStep(line)) output.push(line);
      return;
    }
    const number = index + 1;
    const state = stateComment.test(line) ? stateOf(number) : null;
    output.push(state ? line.replace(stateComment, writeState(state)) : line);
    const here = findings.filter((finding) => finding.line === number);
    for (const finding of here) {
      const before = earlier(old, finding);
      output.push(writeFinding(line, finding, before?.message ?? shortMessage(finding), before?.label));
    }
  });
  return output.join('\n');
}

/** The annotation that a person wrote for this finding, if it still says something true. */
function earlier(old: Expectations, finding: ActualFinding): ExpectedFinding | undefined {
  return old.findings.find(
    (expected) =>
      expected.line === finding.line &&
      expected.rule === finding.rule &&
      finding.message.includes(expected.message ?? ''),
  );
}

function shortMessage(finding: ActualFinding): string {
  return finding.object !== '' && finding.message.includes(finding.object) ? finding.object : finding.message;
}
