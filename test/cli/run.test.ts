import { describe, expect, test } from 'vitest';
import { chipGet, file, finding, snapshotOf, trace } from '../features/fake';
import { rule, tpm } from './fake-environment';

const quietTree = snapshotOf({ [file]: [chipGet] });
const withGap = snapshotOf(
  { [file]: [chipGet] },
  { gaps: [{ file, line: 5, function: 'chip_get', reason: 'unknown macro X' }] },
);

describe('check', () => {
  test('text is in the shape of smatch, with the path below', async () => {
    const { code, stdout, stderr } = await tpm('check');
    expect(stdout).toBe(
      [
        "drivers/char/tpm/chip.c:19 chip_read() warn: 'chip->lock' still held at this return [lock-leak]",
        '  1  chip.c:17  chip_read()  taken here     lock',
        '  2  chip.c:19  chip_read()  returned here  lock',
        '',
      ].join('\n'),
    );
    expect(stderr).toBe('tpm-lifecycle: 1 finding, 1 file checked\n');
    expect(code).toBe(1);
  });

  test('gcc', async () => {
    const { stdout } = await tpm('check --format gcc');
    expect(stdout).toBe(
      [
        "drivers/char/tpm/chip.c:19:3: warning: 'chip->lock' still held at this return [lock-leak]",
        'drivers/char/tpm/chip.c:17:1: note: taken here (lock)',
        'drivers/char/tpm/chip.c:19:1: note: returned here (lock)',
        '',
      ].join('\n'),
    );
  });

  test('github escapes what would end a property', async () => {
    const snapshot = snapshotOf({ [file]: [] }, { findings: [finding({ message: '100%\nbad' })] });
    const { stdout } = await tpm('check --format github', { snapshot });
    expect(stdout).toBe(
      `::warning file=${file},line=19,endLine=19,col=3,title=lock-leak::chip_read(): 100%25%0Abad\n`,
    );
  });

  test('json has the keys of the interface in its order, whatever the engine built', async () => {
    const shuffled = Object.fromEntries(Object.entries(finding()).reverse()) as unknown as ReturnType<
      typeof finding
    >;
    const snapshot = snapshotOf({ [file]: [chipGet] }, { findings: [shuffled] });
    const { stdout } = await tpm('check --format json', { snapshot });
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['schema', 'tree', 'findings', 'gaps', 'stats']);
    expect(Object.keys(report.findings[0]).join(' ')).toBe(
      'rule severity confidence file line column endLine endColumn function message object contexts condition steps fingerprint',
    );
    expect(Object.keys(report.findings[0].steps[0]).join(' ')).toBe('n file line function text state');
    expect(report.stats).toEqual({ files: 1, functions: 1, functionsWithGaps: 0 });
    expect((await tpm('check --format json', { snapshot })).stdout).toBe(stdout);
  });

  test('jsonl has one finding per line, sorted by place', async () => {
    const findings = [finding({ line: 30 }), finding({ line: 4 }), finding({ line: 4, column: 1 })];
    const { stdout } = await tpm('check --format jsonl', {
      snapshot: snapshotOf({ [file]: [] }, { findings }),
    });
    const places = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text))
      .map((one) => [one.line, one.column]);
    expect(places).toEqual([
      [4, 1],
      [4, 3],
      [30, 3],
    ]);
  });

  test('sarif has rules, the path as a flow, and gaps as notifications', async () => {
    const snapshot = snapshotOf(
      { [file]: [chipGet] },
      { findings: [finding()], gaps: [{ file, line: 5, function: 'chip_get', reason: 'unknown macro X' }] },
    );
    const { stdout } = await tpm('check --format sarif', { snapshot });
    const [sarif] = JSON.parse(stdout).runs;
    expect(sarif.tool.driver).toMatchObject({
      name: 'tpm-lifecycle',
      version: '1.2.3',
      rules: [{ id: 'lock-leak' }],
    });
    expect(sarif.results).toMatchObject([
      {
        ruleId: 'lock-leak',
        ruleIndex: 0,
        level: 'warning',
        partialFingerprints: { primaryLocationLineHash: 'f1' },
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 19, startColumn: 3 } },
          },
        ],
        codeFlows: [{ threadFlows: [{ locations: [{ executionOrder: 1 }, { executionOrder: 2 }] }] }],
      },
    ]);
    expect(sarif.invocations[0].toolExecutionNotifications[0].message.text).toBe(
      'chip_get(): unknown macro X',
    );
  });

  test('exit codes: clean, findings, strict with a gap', async () => {
    expect((await tpm('check', { snapshot: quietTree })).code).toBe(0);
    expect((await tpm('check')).code).toBe(1);
    expect((await tpm('check', { snapshot: withGap })).code).toBe(0);
    const strict = await tpm('check --strict', { snapshot: withGap });
    expect(strict.code).toBe(3);
    expect(strict.stderr).toContain('1 place not understood');
  });

  test('filters by confidence and rule', async () => {
    const snapshot = snapshotOf({ [file]: [] }, { findings: [finding({ confidence: 'possible' })] });
    expect((await tpm('check', { snapshot })).code).toBe(0);
    expect((await tpm('check --min-confidence possible', { snapshot })).code).toBe(1);
    expect((await tpm('check --disable lock-leak')).code).toBe(0);
    const unknown = await tpm('check --enable lock-leek');
    expect([unknown.code, unknown.stderr.split('\n')[0]]).toEqual([
      2,
      'tpm-lifecycle: There is no rule lock-leek; did you mean lock-leak?',
    ]);
  });

  test('-o writes the result to a file and leaves standard output empty', async () => {
    const done = await tpm('check --format json -o out.json -q');
    expect(done.stdout).toBe('');
    expect(done.stderr).toBe('');
    expect(JSON.parse(done.written.get('/linux/out.json') ?? '').schema).toBe('tpm-lifecycle/check@1');
    const failed = await tpm('check -o/root/x');
    expect([failed.code, failed.stderr]).toEqual([
      2,
      expect.stringContaining('/root/x cannot be written: permission denied.'),
    ]);
  });
});

describe('state', () => {
  test('of a line, by PATH:LINE and by --line', async () => {
    const byPath = await tpm('state chip.c:20');
    expect(byPath.stdout).toContain('chip.c:20 chip_read()');
    expect((await tpm('state chip.c --line 20')).stdout).toBe(byPath.stdout);
    expect(byPath.code).toBe(0);
  });

  test('json keeps the key order of the interface', async () => {
    const { stdout } = await tpm('state --function chip_read --line 20 --format json');
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual(['schema', 'tree', 'files']);
    const [fn] = report.files[0].functions;
    expect(Object.keys(fn).join(' ')).toBe('name start end nameLine condition summary contexts lines gaps');
    expect(Object.keys(fn.summary).join(' ')).toBe('outcomes requires returns sleeps');
    expect(fn.lines.map((line: { line: number }) => line.line)).toEqual([20]);
    expect(Object.keys(fn.lines[0]).join(' ')).toBe('line reachable must may released ops byContext');
    expect(Object.keys(fn.lines[0].must[0]).join(' ')).toBe(
      'kind object primitive mode count acquired condition',
    );
  });

  test('an unknown function or a line between functions is told', async () => {
    const unknown = await tpm('state --function chip_gat');
    expect([unknown.code, unknown.stderr.split('\n')[0]]).toEqual([
      2,
      'tpm-lifecycle: No function chip_gat() in the reported files; did you mean chip_get?',
    ]);
    expect((await tpm('state chip.c:500')).stderr).toContain('Line 500 is in no function of');
  });
});

describe('trace', () => {
  test('in every format', async () => {
    expect((await tpm('trace chip_read')).stdout).toContain('FENCE readers of attributes');
    const json = JSON.parse((await tpm('trace chip_read() --format json')).stdout);
    expect(Object.keys(json).join(' ')).toBe(
      'schema root direction tree steps entryPoints windows references',
    );
    expect(Object.keys(json.steps[0]).join(' ')).toBe(
      'n parent file line function callee text kind condition before after cuts waitsFor',
    );
    expect(Object.keys(json.entryPoints[0]).join(' ')).toBe(
      'id label function file line possibleUntil stoppedBy then',
    );
    expect((await tpm('trace chip_read --format mermaid')).stdout).toMatch(/^%% chip_read.*\nflowchart TD/);
    expect((await tpm('trace chip_read --format dot')).stdout).toMatch(/^digraph/);
  });

  test('of an unknown function names near ones', async () => {
    const { code, stderr } = await tpm('trace chip_gat');
    expect(code).toBe(2);
    expect(stderr).toContain('No function chip_gat() in the analysed files; did you mean chip_get?');
  });

  test('passes its options on', async () => {
    const asked: object[] = [];
    const snapshot = {
      ...quietTree,
      trace: (root: string, options: object) => {
        asked.push({ root, ...options });
        return trace;
      },
    };
    await tpm('trace a --direction callers --to b --via c --depth 3 -q', { snapshot });
    expect(asked).toEqual([{ root: 'a', direction: 'callers', to: 'b', via: 'c', depth: 3 }]);
  });
});

describe('audit', () => {
  test('names guard, totals and what each use relies on', async () => {
    const { code, stdout, stderr } = await tpm('audit chip->ops');
    expect(stdout).toBe(
      [
        'chip.ops uses, v6.12.117, config both',
        'Guarded by ops_sem (read) while it is not NULL; retracted under ops_sem',
        '  (write).',
        '1 use, by the weakest thing they rely on: 1 NOTHING.',
        '',
        'chip.c:19 chip_read() chip->ops->read(chip)',
        '  NOTHING: nothing keeps ops from being retracted here (from chip_read)',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, 'tpm-lifecycle: 1 use\n']);
    expect(Object.keys(JSON.parse((await tpm('audit chip.ops --format json')).stdout)).join(' ')).toBe(
      'schema field tree guard notes uses totals',
    );
  });

  test('of another field lists those that are guarded', async () => {
    const { code, stderr } = await tpm('audit chip.dev');
    expect(code).toBe(2);
    expect(stderr).toContain('chip.dev is not guarded by the lifecycle model; guarded are chip.ops.');
  });
});

describe('another subsystem', () => {
  test('is looked for in its own folder', async () => {
    const { code, stderr } = await tpm('audit rtc_device.ops --lifecycle rtc');
    expect(code).toBe(3);
    expect(stderr).toContain('The tree /linux has no drivers/rtc');
  });

  test('is handed to the engine', async () => {
    const { opened } = await tpm('audit chip.ops drivers/char/tpm --lifecycle rtc');
    expect(opened[0]?.options.lifecycle?.name).toBe('rtc');
    expect((await tpm('audit chip.ops')).opened[0]?.options.lifecycle).toBeUndefined();
  });

  test('that is neither shipped nor fits the schema is refused', async () => {
    expect((await tpm('audit chip.ops --lifecycle gpio')).stderr).toContain(
      '--lifecycle gpio is neither shipped (tpm, rtc, watchdog) nor a file that can be read.',
    );
    expect((await tpm('audit chip.ops --lifecycle .config')).stderr).toContain(
      '--lifecycle .config does not fit the schema: ',
    );
  });
});

describe('who', () => {
  test('groups by verdict and names who sends commands', async () => {
    const { code, stdout } = await tpm('who chip.c:19');
    expect(stdout).toContain(
      'Can start, and waits (1)\n  waits for lock (chip.c:32):\n      chip_write (write())',
    );
    expect(stdout).toMatch(
      /None of them can send a command meanwhile; 1 would have to wait\s+first:\s+chip_write/,
    );
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse((await tpm('who chip.c:19 --format json')).stdout)).join(' ')).toBe(
      'schema file line function text tree here step passed others',
    );
  });

  test('needs a line that is in a function', async () => {
    expect((await tpm('who chip.c')).stderr).toContain('who needs a line: tpm-lifecycle who FILE:LINE.');
    expect((await tpm('who chip.c:5000')).stderr).toContain('Line 5000 is in no function of');
  });
});

describe('the rest', () => {
  test('doctor tells tree, parser and gaps', async () => {
    const { stdout } = await tpm('doctor', { snapshot: withGap });
    expect(stdout).toMatch(/^version +6\.12\.117$/m);
    expect(stdout).toMatch(/^parser +toy parser$/m);
    expect(stdout).toMatch(/^gaps +1 in 1 functions$/m);
    expect(stdout).toContain('drivers/char/tpm/chip.c:5  chip_get()  unknown macro X');
    expect(JSON.parse((await tpm('doctor --format json')).stdout).functions).toBe(3);
  });

  test('rules and explain', async () => {
    expect((await tpm('rules')).stdout).toBe('lock-leak  warning  Lock still held at return\n');
    const { stdout } = await tpm('explain lock-leak');
    expect(stdout).toContain(rule.explanation);
    expect(stdout).toContain(rule.good);
    expect((await tpm('explain lock-lek')).stderr).toContain('did you mean lock-leak?');
  });

  test('rc decodes codes without a tree, and refuses what is none', async () => {
    const { stdout, code } = await tpm('rc 325 -62', { from: '/nothing' });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        '325 = 0x145  TPM_RC_AUTH_CONTEXT  (TPM 2.0, format zero, error)',
        '  an authorization session was given to a command that cannot have one',
        '-62  ETIME  (error number of Linux)',
        '  timer expired',
        '',
      ].join('\n'),
    );
    const json = JSON.parse((await tpm('rc 0x9a2 --format json')).stdout);
    expect(json).toMatchObject({
      schema: 'tpm-lifecycle/rc@1',
      codes: [{ given: '0x9a2', name: 'TPM_RC_BAD_AUTH', of: { kind: 'session', number: 1 } }],
    });
    expect((await tpm('rc 12x')).stderr).toContain('12x is no response code');
    expect((await tpm('rc 12x')).code).toBe(2);
    expect((await tpm('rc')).stderr).toContain('rc needs a CODE');
  });

  test('lsp starts the server only with --stdio', async () => {
    expect((await tpm('lsp --stdio')).served).toBe(true);
    const refused = await tpm('lsp');
    expect([refused.code, refused.served]).toEqual([2, false]);
  });

  test('version and help need no tree', async () => {
    expect((await tpm('--version', { from: '/nothing' })).stdout).toBe('tpm-lifecycle 1.2.3\n');
    const help = await tpm('--help', { from: '/nothing' });
    expect(help.code).toBe(0);
    for (const word of ['check', 'state', 'trace', 'doctor', 'EXIT STATUS', '--kernel DIR'])
      expect(help.stdout).toContain(word);
    const check = await tpm('check --help');
    expect(check.stdout).toContain('text, gcc, json, jsonl, sarif, github (default text)');
    expect(check.stdout).toContain('--base REV|DIR');
    expect(check.stdout).not.toContain('--direction');
    expect(check.opened).toEqual([]);
  });

  test('an internal error is one sentence; the stack only with -v', async () => {
    const fail = new Error('boom');
    const quiet = await tpm('check', { fail });
    expect(quiet.code).toBe(4);
    expect(quiet.stderr).toBe('tpm-lifecycle: internal error: boom (-v shows where)\n');
    expect(quiet.stdout).toBe('');
    expect((await tpm('check -v', { fail })).stderr).toContain('run.test.ts');
  });
});
