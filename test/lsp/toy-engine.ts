import type { FileSystem } from '../../server/src/base/file-system';
import type {
  FindingReport,
  FunctionReport,
  HoldReport,
  LineReport,
} from '../../server/src/features/reports';
import type { OpenWorkspace, Snapshot } from '../../server/src/features/snapshot';
import { audit, finding, fn, line, lock, outcome, trace, who } from '../features/fake';

/**
 * An engine for tests of what is around it: `take();` and `drop();` on lines of their own, functions from column 0
 * to `}` in column 0. A return while holding is a finding; `(((` makes a function half typed; `CRASH` throws.
 */
export interface Toy {
  readonly open: OpenWorkspace;
  /** Roots that were opened, in order. */
  readonly opened: string[];
}

export function toyEngine(files: FileSystem, folder = 'drivers/char/tpm'): Toy {
  const opened: string[] = [];
  const open: OpenWorkspace = (root, options) => {
    opened.push(root);
    const buffers = new Map<string, string>();
    const inside = options.folders.includes('.') ? root : `${root}/${folder}`;
    const prefix = options.folders.includes('.') ? '' : `${folder}/`;
    return {
      root,
      setBuffer(file, text) {
        if (text === null) buffers.delete(file);
        else buffers.set(file, text);
      },
      invalidate() {},
      snapshot: () => {
        const disk = (files.listDirectory(inside) ?? []).map((entry) => prefix + entry.name);
        const names = [...new Set([...disk, ...buffers.keys()])].filter((name) => name.endsWith('.c')).sort();
        const text = (name: string): string => buffers.get(name) ?? files.readFile(`${root}/${name}`) ?? '';
        return toySnapshot(root, new Map(names.map((name) => [name, text(name)])));
      },
    };
  };
  return { open, opened };
}

function toySnapshot(root: string, texts: ReadonlyMap<string, string>): Snapshot {
  const functions = (file: string): readonly FunctionReport[] => parse(file, texts.get(file) ?? '');
  return {
    tree: { version: '6.12.117', config: 'both' },
    root,
    files: [...texts.keys()],
    state: (file) => {
      if (texts.get(file)?.includes('CRASH')) throw new Error('toy crash');
      return texts.has(file) ? { file, functions: functions(file) } : null;
    },
    summaries: (file) => functions(file).map(({ name, summary }) => ({ name, summary })),
    removalFacts: () => null,
    findings: (file) => functions(file).flatMap((one) => leaks(file, one, texts.get(file) ?? '')),
    gaps: (file) =>
      functions(file).flatMap((one) => one.gaps.map((gap) => ({ ...gap, file, function: one.name }))),
    functionCount: (file) => functions(file).length,
    trace: (name, { direction }) =>
      [...texts.keys()].some((file) => functions(file).some((one) => one.name === name))
        ? { ...trace, root: name, direction }
        : null,
    guardedFields: ['chip.ops'],
    audit: (field) => (field === 'chip.ops' ? audit : null),
    who: (name, at) => (at < 1000 ? { ...who, file: name, line: at } : null),
    suggestions: () => ['leaky'],
    outline: (file) =>
      functions(file).map(({ name, nameLine, start, end }) => ({ name, nameLine, start, end })),
  };
}

function parse(file: string, text: string): FunctionReport[] {
  const lines = text.split('\n');
  const found: FunctionReport[] = [];
  for (let at = 0; at < lines.length; at++) {
    const name = /^int (\w+)\(/.exec(lines[at] ?? '')?.[1];
    if (name === undefined) continue;
    const last = lines.findIndex((one, index) => index > at && one.startsWith('}'));
    found.push(functionOf(file, name, lines, at, last < 0 ? lines.length - 1 : last));
  }
  return found;
}

function functionOf(file: string, name: string, lines: string[], from: number, to: number): FunctionReport {
  const body = lines.slice(from, to);
  if (body.some((one) => one.includes('(((')))
    return fn(name, from + 1, to + 1, { gaps: [{ line: from + 1, reason: 'half typed' }] });
  const reports: LineReport[] = [];
  let held: HoldReport[] = [];
  body.forEach((one, index) => {
    const number = from + index + 1;
    if (/;\s*(\/\/.*)?$/.test(one)) reports.push(line(number, held));
    if (one.includes('take();')) held = [lock({ file, line: number, function: name })];
    if (one.includes('drop();')) held = [];
  });
  return fn(name, from + 1, to + 1, {
    lines: reports,
    summary: { outcomes: [outcome('always', held)], requires: [], returns: null, sleeps: null },
  });
}

function leaks(file: string, one: FunctionReport, text: string): FindingReport[] {
  const lines = text.split('\n');
  return one.lines
    .filter((state) => state.must.length > 0 && /return/.test(lines[state.line - 1] ?? ''))
    .map((state) => {
      const column = (lines[state.line - 1] ?? '').indexOf('return') + 1;
      return finding({
        file,
        line: state.line,
        column,
        endLine: state.line,
        endColumn: column + 6,
        function: one.name,
        fingerprint: `${one.name}-leak`,
        steps: [
          {
            n: 1,
            file,
            line: state.must[0]?.acquired[0]?.line ?? 1,
            function: one.name,
            text: 'taken',
            state: '',
          },
        ],
      });
    });
}
