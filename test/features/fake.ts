import { LineIndex } from '../../server/src/base/line-index';
import type { AuditReport } from '../../server/src/features/audit-report';
import type {
  ContextReport,
  FindingReport,
  FunctionReport,
  GapReport,
  HoldReport,
  LineReport,
  OutcomeReport,
  Site,
  TraceReport,
} from '../../server/src/features/reports';
import type { Snapshot } from '../../server/src/features/snapshot';
import type { WhoReport } from '../../server/src/features/who-report';

/** Hand-written reports: a chip with a semaphore, a mutex and a device reference, as in a small TPM driver. */
export const file = 'drivers/char/tpm/chip.c';

export const source = [
  'int chip_get(struct chip *chip)', // 1
  '{',
  '\tint rc = -EIO;',
  '\tget_device(&chip->dev);', // 4
  '\tdown_read(&chip->sem);', // 5
  '\tif (!chip->ops)', // 6
  '\t\tgoto out;', // 7
  '\tmutex_lock(&chip->lock);', // 8
  '\treturn 0;', // 9
  'out:',
  '\tup_read(&chip->sem);', // 11
  '\tput_device(&chip->dev);', // 12
  '\treturn rc;', // 13
  '}',
  'int chip_read(struct chip *chip)', // 15
  '{',
  '\tint rc = chip_get(chip);', // 17
  '\tif (rc)', // 18
  '\t\treturn rc;', // 19
  '\tchip->ops->read(chip);', // 20
  '\tchip_put(chip);', // 21
  '\treturn 0;', // 22
  '}',
  'int quiet(void) { return 0; }', // 24
  '',
].join('\n');

const index = new LineIndex(source);
/** A 1-based line of `source`. */
export const lineText = (line: number): string => source.slice(index.lineStart(line), index.lineEnd(line));

export const at = (line: number, fn = 'chip_get'): Site => ({ file, line, function: fn });

export const sem = (...acquired: Site[]): HoldReport => ({
  kind: 'lock',
  object: 'chip->sem',
  primitive: 'rwsem',
  mode: 'read',
  count: 1,
  acquired,
  condition: null,
});
export const lock = (...acquired: Site[]): HoldReport => ({
  ...sem(...acquired),
  object: 'chip->lock',
  primitive: 'mutex',
  mode: 'exclusive',
});
export const ref = (...acquired: Site[]): HoldReport => ({
  ...sem(...acquired),
  kind: 'ref',
  object: 'chip->dev',
  primitive: 'device',
  mode: null,
});

export const line = (
  number: number,
  must: readonly HoldReport[],
  more: Partial<LineReport> = {},
): LineReport => ({
  line: number,
  reachable: true,
  must,
  may: [],
  released: [],
  ops: 'n/a',
  byContext: [],
  ...more,
});

export const outcome = (
  when: OutcomeReport['when'],
  acquires: readonly HoldReport[],
  releases: readonly HoldReport[] = [],
): OutcomeReport => ({ when, given: null, acquires, releases });

export const context = (
  id: string,
  entry: readonly HoldReport[],
  note: string | null = null,
): ContextReport => ({
  id,
  label: `way ${id}`,
  entry,
  path: [{ function: `caller_${id}`, file, line: 100 }],
  note,
});

export const fn = (
  name: string,
  start: number,
  end: number,
  more: Partial<FunctionReport> = {},
): FunctionReport => ({
  name,
  start,
  end,
  nameLine: start,
  condition: null,
  summary: { outcomes: [], requires: [], returns: null, sleeps: null },
  contexts: [],
  lines: [],
  gaps: [],
  ...more,
});

const all = [ref(at(4)), sem(at(5)), lock(at(8))];

export const chipGet = fn('chip_get', 1, 14, {
  summary: {
    outcomes: [outcome('zero', all), outcome('negative', [])],
    requires: [],
    returns: null,
    sleeps: true,
  },
  lines: [
    line(3, []),
    line(4, []),
    line(5, [ref(at(4))]),
    line(6, [ref(at(4)), sem(at(5))], { ops: 'maybe-null' }),
    line(7, [ref(at(4)), sem(at(5))], { ops: 'null' }),
    line(8, [ref(at(4)), sem(at(5))], { ops: 'valid' }),
    line(9, all, { ops: 'valid' }),
    line(11, [ref(at(4)), sem(at(5))]),
    line(12, [ref(at(4))]),
    line(13, []),
  ],
});

const inside = (hold: HoldReport): HoldReport => ({
  ...hold,
  acquired: [at(17, 'chip_read'), ...hold.acquired],
});
export const composite: HoldReport = {
  ...ref(at(17, 'chip_read')),
  kind: 'ops',
  object: 'chip',
  primitive: 'ops',
};
const taken = [composite, ...all.map(inside)];

export const chipRead = fn('chip_read', 15, 23, {
  contexts: [context('A', []), context('B', [lock(at(100, 'caller_B'))], 'not published yet')],
  lines: [
    line(17, []),
    line(18, [], { may: taken }),
    line(19, []),
    line(20, taken, {
      ops: 'valid',
      byContext: [
        { id: 'A', ops: 'valid', why: 'checked under sem' },
        { id: 'B', ops: 'maybe-null', why: 'not checked' },
      ],
    }),
    line(21, taken, { ops: 'valid' }),
    line(22, []),
  ],
});

export const quiet = fn('quiet', 24, 24, { lines: [line(24, [])] });

export const finding = (more: Partial<FindingReport> = {}): FindingReport => ({
  rule: 'lock-leak',
  severity: 'warning',
  confidence: 'proved',
  file,
  line: 19,
  column: 3,
  endLine: 19,
  endColumn: 13,
  function: 'chip_read',
  message: "'chip->lock' still held at this return",
  object: 'chip->lock',
  contexts: ['A'],
  condition: null,
  steps: [
    { n: 1, file, line: 17, function: 'chip_read', text: 'taken here', state: 'lock' },
    { n: 2, file, line: 19, function: 'chip_read', text: 'returned here', state: 'lock' },
  ],
  fingerprint: 'f1',
  ...more,
});

export const audit: AuditReport = {
  schema: 'tpm-lifecycle/audit@1',
  field: 'chip.ops',
  tree: { version: '6.12.117', config: 'both' },
  guard: {
    lock: 'ops_sem',
    primitive: 'rwsem',
    use: 'read',
    retract: 'write',
    valid: 'not NULL',
    says: null,
  },
  notes: [],
  uses: [
    {
      file,
      line: 19,
      column: 12,
      function: 'chip_read',
      text: 'chip->ops->read(chip)',
      access: 'call',
      condition: null,
      ways: [
        {
          relies: 'nothing',
          why: 'nothing keeps ops from being retracted here',
          held: [],
          entries: [{ id: 'read:chip_read', label: 'read()', function: 'chip_read', file, line: 10 }],
          path: [],
        },
      ],
    },
  ],
  totals: {
    'lock-and-check': 0,
    exclusive: 0,
    fence: 0,
    unpublished: 0,
    flag: 0,
    lock: 0,
    nothing: 1,
  },
};

export const who: WhoReport = {
  schema: 'tpm-lifecycle/who@1',
  file,
  line: 19,
  function: 'chip_read',
  text: 'return 0;',
  tree: { version: '6.12.117', config: 'both' },
  here: [{ id: 'A', label: 'read()', held: [], phase: 'user' }],
  step: null,
  passed: [],
  others: [
    {
      id: 'write:chip_write',
      label: 'write()',
      function: 'chip_write',
      file,
      line: 30,
      verdict: 'waits',
      by: 'lock',
      why: 'waits for lock',
      at: { file, line: 32, function: 'chip_write' },
      sends: true,
      byContext: [],
    },
  ],
};

export const trace: TraceReport = {
  schema: 'tpm-lifecycle/trace@1',
  root: 'chip_read',
  direction: 'calls',
  tree: { version: '6.12.117', config: 'both' },
  steps: [
    {
      n: 1,
      parent: null,
      file,
      line: 17,
      function: 'chip_read',
      callee: 'chip_get',
      text: 'chip_get(chip)',
      kind: 'call',
      condition: null,
      before: [],
      after: all,
      cuts: [],
      waitsFor: null,
    },
    {
      n: 2,
      parent: 1,
      file,
      line: 5,
      function: 'chip_get',
      callee: null,
      text: 'down_read(&chip->sem)',
      kind: 'acquire',
      condition: null,
      before: [ref(at(4))],
      after: [ref(at(4)), sem(at(5))],
      cuts: [],
      waitsFor: null,
    },
    {
      n: 3,
      parent: null,
      file,
      line: 21,
      function: 'chip_read',
      callee: null,
      text: 'device_del(&chip->dev)',
      kind: 'fence',
      condition: 'CONFIG_X',
      before: all,
      after: all,
      cuts: ['E1'],
      waitsFor: 'readers of attributes \u2014 all of them',
    },
  ],
  entryPoints: [
    {
      id: 'E1',
      label: 'sysfs show',
      function: 'x_show',
      file,
      line: 30,
      possibleUntil: 3,
      stoppedBy: 'device_del',
      // biome-ignore lint/suspicious/noThenProperty: the interface names the key so.
      then: 'no attribute',
    },
  ],
  windows: [{ from: 1, to: 3, entryPoints: ['E1'], hazard: null }],
  references: [
    { holder: 'chip_read', object: 'chip->dev', taken: { file, line: 4 }, dropped: { file, line: 12 } },
  ],
};

/** A snapshot over one or more files of functions. */
export function snapshotOf(
  files: Readonly<Record<string, readonly FunctionReport[]>>,
  more: {
    readonly findings?: readonly FindingReport[];
    readonly gaps?: readonly GapReport[];
    readonly traces?: readonly TraceReport[];
    readonly roots?: Snapshot['roots'];
  } = {},
): Snapshot {
  const known = (name: string): readonly FunctionReport[] => files[name] ?? [];
  return {
    tree: { version: '6.12.117', config: 'both' },
    root: '/linux',
    files: Object.keys(files).sort(),
    state: (name) => (files[name] ? { file: name, functions: known(name) } : null),
    summaries: (name) => known(name).map(({ name: of, summary }) => ({ name: of, summary })),
    removalFacts: () => null,
    findings: (name) => (more.findings ?? []).filter((one) => one.file === name),
    gaps: (name) => (more.gaps ?? []).filter((one) => one.file === name),
    functionCount: (name) => known(name).length,
    trace: (root, { direction }) =>
      more.traces?.find((one) => one.root === root && one.direction === direction) ?? null,
    guardedFields: ['chip.ops'],
    audit: (field) => (field === 'chip.ops' ? audit : null),
    who: (name, at) => (at < 1000 ? { ...who, file: name, line: at } : null),
    suggestions: () => ['chip_get'],
    outline: (name) =>
      known(name).map(({ name: of, nameLine, start, end }) => ({ name: of, nameLine, start, end })),
    ...(more.roots ? { roots: more.roots } : {}),
  };
}

export const chipSnapshot = snapshotOf(
  { [file]: [chipGet, chipRead, quiet] },
  { findings: [finding()], traces: [trace] },
);
