/** Options as data: the parser, the help, the completion and the checks all read this table. */
export type OptionName =
  | 'kernel'
  | 'config'
  | 'format'
  | 'output'
  | 'quiet'
  | 'verbose'
  | 'help'
  | 'version'
  | 'minConfidence'
  | 'strict'
  | 'enable'
  | 'disable'
  | 'function'
  | 'line'
  | 'direction'
  | 'to'
  | 'via'
  | 'depth'
  | 'stdio'
  | 'base'
  | 'root'
  | 'range'
  | 'diff'
  | 'changedOnly'
  | 'failOn'
  | 'bisect'
  | 'reason'
  | 'kbuild'
  | 'baseline';

export interface OptionRow {
  readonly name: OptionName;
  readonly long: string;
  readonly short?: string;
  /** Name of the value in the help; absent for a switch. */
  readonly value?: string;
  /** Allowed values, where there are few. */
  readonly choices?: readonly string[];
  readonly kind?: 'number' | 'list';
  readonly help: string;
}

export const optionRows: readonly OptionRow[] = [
  {
    name: 'kernel',
    long: '--kernel',
    value: 'DIR',
    help: 'top folder of the kernel tree, or a bare folder of C files',
  },
  {
    name: 'config',
    long: '--config',
    value: 'both|FILE',
    help: 'analyse both arms of every #if (default), or only what FILE selects',
  },
  { name: 'format', long: '--format', value: 'F', help: 'output format' },
  {
    name: 'output',
    long: '--output',
    short: '-o',
    value: 'FILE',
    help: 'write the result to FILE instead of standard output',
  },
  { name: 'quiet', long: '--quiet', short: '-q', help: 'no messages besides errors' },
  { name: 'verbose', long: '--verbose', short: '-v', help: 'timings, and the stack of an internal error' },
  { name: 'help', long: '--help', short: '-h', help: 'this text' },
  { name: 'version', long: '--version', help: 'version of the command' },
  {
    name: 'minConfidence',
    long: '--min-confidence',
    value: 'C',
    choices: ['proved', 'likely', 'possible'],
    help: 'leave out findings below C: proved, likely (default) or possible',
  },
  {
    name: 'strict',
    long: '--strict',
    help: 'exit with 3 when any part of a reported file was not understood',
  },
  {
    name: 'enable',
    long: '--enable',
    value: 'RULE',
    kind: 'list',
    help: 'report only this rule; may be given several times',
  },
  {
    name: 'disable',
    long: '--disable',
    value: 'RULE',
    kind: 'list',
    help: 'do not report this rule; may be given several times',
  },
  { name: 'function', long: '--function', value: 'NAME', help: 'only this function' },
  { name: 'line', long: '--line', value: 'N', kind: 'number', help: 'only this line' },
  {
    name: 'direction',
    long: '--direction',
    value: 'calls|callers',
    choices: ['calls', 'callers'],
    help: 'what ROOT calls (default), or every way into it',
  },
  { name: 'to', long: '--to', value: 'FUNCTION', help: 'only paths from ROOT that reach FUNCTION' },
  { name: 'via', long: '--via', value: 'FUNCTION', help: 'with --to: only paths through FUNCTION' },
  { name: 'depth', long: '--depth', value: 'N', kind: 'number', help: 'follow at most N calls' },
  { name: 'stdio', long: '--stdio', help: 'speak over standard input and output' },
  {
    name: 'base',
    long: '--base',
    value: 'REV|DIR',
    help: 'the version to compare with: a git revision, or the top folder of a second tree',
  },
  { name: 'range', long: '--range', value: 'A..B', help: 'the change from revision A to revision B' },
  { name: 'root', long: '--root', value: 'FUNCTION', kind: 'list', help: 'trace this function as well' },
  {
    name: 'baseline',
    long: '--baseline',
    value: 'FILE',
    help: 'accepted findings (default .tpm-lifecycle/baseline.json of the tree; none for no file)',
  },
  {
    name: 'diff',
    long: '--diff',
    value: 'FILE|-',
    help: 'compare with the tree without this patch; it is applied in memory when the tree does not hold it',
  },
  {
    name: 'changedOnly',
    long: '--changed-only',
    help: 'report only what is new, and what stands on changed lines; against HEAD without --base or --diff',
  },
  {
    name: 'failOn',
    long: '--fail-on',
    value: 'S',
    choices: ['error', 'warning', 'never'],
    help: 'exit with 1 only for findings of this severity and above; never for none',
  },
  {
    name: 'bisect',
    long: '--bisect',
    help: 'exit with 125 where nothing can be said, so that git bisect run passes over the revision',
  },
  {
    name: 'kbuild',
    long: '--kbuild',
    help: "for make C=2 CHECK='tpm-lifecycle check --kbuild': takes the flags of sparse, exits with 0 on findings",
  },
  { name: 'reason', long: '--reason', value: 'TEXT', help: 'why the findings are accepted' },
];

export type CommandName =
  | 'check'
  | 'state'
  | 'trace'
  | 'audit'
  | 'who'
  | 'compare'
  | 'review'
  | 'baseline'
  | 'rc'
  | 'doctor'
  | 'rules'
  | 'explain'
  | 'lsp';

export interface CommandRow {
  readonly name: CommandName;
  /** What follows the name. */
  readonly usage: string;
  readonly summary: string;
  readonly details: readonly string[];
  readonly formats: readonly string[];
  readonly options: readonly OptionName[];
  /** How many plain words it takes. */
  readonly words: { readonly least: number; readonly most: number; readonly name: string };
  readonly examples: readonly string[];
}

const everywhere: readonly OptionName[] = ['format', 'output', 'quiet', 'verbose', 'help', 'version'];
const ofTree: readonly OptionName[] = ['kernel', 'config', ...everywhere];
const many = Number.POSITIVE_INFINITY;

export const commandRows: readonly CommandRow[] = [
  {
    name: 'check',
    usage: '[PATH...]',
    summary: 'report locks, references and resources that are not given back',
    details: [
      'Prints one finding per line in the shape of smatch, with the path below it. Exits with 1 when there are findings.',
    ],
    formats: ['text', 'gcc', 'json', 'jsonl', 'sarif', 'github'],
    options: [
      ...ofTree,
      'minConfidence',
      'enable',
      'disable',
      'base',
      'diff',
      'changedOnly',
      'baseline',
      'failOn',
      'strict',
      'bisect',
    ],
    words: { least: 0, most: many, name: 'PATH' },
    examples: ['tpm-lifecycle check', 'tpm-lifecycle check --format gcc drivers/char/tpm/tpm-chip.c'],
  },
  {
    name: 'state',
    usage: '[PATH[:LINE]...] [--function NAME] [--line N]',
    summary: 'show what is held before each line, by way in',
    details: ['State is that just before the first statement of a line runs.'],
    formats: ['text', 'json'],
    options: [...ofTree, 'strict', 'function', 'line'],
    words: { least: 0, most: many, name: 'PATH' },
    examples: [
      'tpm-lifecycle state tpm-chip.c:170',
      'tpm-lifecycle state --function tpm_try_get_ops --format json',
    ],
  },
  {
    name: 'trace',
    usage: 'ROOT [PATH...] [--direction calls|callers] [--to FUNCTION [--via FUNCTION]] [--depth N]',
    summary: 'follow the calls of a function, with locks, fences and who is cut off',
    details: [
      'With --direction callers: every way into ROOT, with all that is held there.',
      'With --to: only the paths that lead to FUNCTION, through driver core where the tree has it, with the branch',
      'conditions on them, who sets the fields that these test, and how much of the tree was searched for that.',
    ],
    formats: ['text', 'json', 'mermaid', 'dot'],
    options: [...ofTree, 'direction', 'to', 'via', 'depth'],
    words: { least: 1, most: many, name: 'ROOT' },
    examples: [
      'tpm-lifecycle trace tpm_chip_unregister',
      'tpm-lifecycle trace tpm_transmit --direction callers --format json',
      'tpm-lifecycle trace device_del --to pm_runtime_put --via pm_runtime_reinit',
    ],
  },
  {
    name: 'compare',
    usage: '--base REV|DIR [PATH...]',
    summary: 'tell how removal, commands, summaries and findings differ from another version',
    details: [
      'The tree as it stands, unsaved editors aside, is compared with a git revision or a second tree. Told are: what',
      'breaks (a fence that no longer comes before the retraction, a command after the last one, a callback that can',
      'run after unregister), steps of the removal that moved, came or went, windows that opened or closed, calls on',
      'the ways into a command that hold something else, functions that promise something else to their callers, and',
      'new and fixed findings. Git is only read: nothing is checked out or fetched.',
    ],
    formats: ['text', 'json'],
    options: [...ofTree, 'base', 'root', 'minConfidence'],
    words: { least: 0, most: many, name: 'PATH' },
    examples: [
      'tpm-lifecycle compare --base v6.11',
      'tpm-lifecycle compare --base ../linux-next --format json',
      'tpm-lifecycle compare --base HEAD --root tpm_tis_remove',
    ],
  },
  {
    name: 'review',
    usage: '[FILE|-] [--range A..B]',
    summary: 'tell what a patch brings: new and fixed findings, changed removal order',
    details: [
      'FILE is a diff, a mail with a patch, or a mailbox with a series (git format-patch, b4 am, lore); - and no FILE',
      'read standard input. The patch is applied in memory, with offsets and a little fuzz; a tree that holds it already',
      'is compared with itself without it, so that git diff | tpm-lifecycle review works. Nothing is written. The whole',
      'program is compared, for a change may break a caller that it does not touch. Exits with 1 on new findings.',
    ],
    formats: ['text', 'json', 'gcc', 'sarif', 'github'],
    options: [...ofTree, 'range', 'minConfidence'],
    words: { least: 0, most: 1, name: 'FILE' },
    examples: [
      'git diff | tpm-lifecycle review',
      'tpm-lifecycle review series.mbx',
      'tpm-lifecycle review --range v6.11..v6.12 --format json',
    ],
  },
  {
    name: 'baseline',
    usage: 'add WHERE... --reason TEXT | list | prune',
    summary: 'accept findings with a reason, list what is accepted, drop what is gone',
    details: [
      'WHERE is a file, FILE:LINE, or the fingerprint of a finding as --format json prints it. Accepted findings stand in',
      'one file with the reason for each; a fingerprint does not depend on lines, so edits elsewhere keep it. prune drops',
      'entries whose finding is no longer there. Only this command writes into the tree, and only that file.',
    ],
    formats: ['text', 'json'],
    options: [...ofTree, 'baseline', 'reason', 'minConfidence'],
    words: { least: 1, most: many, name: 'add, list or prune' },
    examples: [
      "tpm-lifecycle baseline add tpm-chip.c:174 --reason 'the caller unlocks'",
      'tpm-lifecycle baseline prune',
    ],
  },
  {
    name: 'rc',
    usage: 'CODE...',
    summary: 'decode response codes of a TPM, and error numbers',
    details: [
      'CODE is decimal or hexadecimal as a log shows it, or the name of a constant: 325, 0x9a2, -62, TPM2_RC_RETRY.',
      'TPM 2.0 codes of format one name the parameter, handle or session at fault; a layer in bits 23 to 16 is told.',
    ],
    formats: ['text', 'json'],
    options: everywhere,
    words: { least: 1, most: many, name: 'CODE' },
    examples: ['tpm-lifecycle rc 325 0x9a2', 'tpm-lifecycle rc -- -62 TPM2_RC_REFERENCE_H0'],
  },
  {
    name: 'audit',
    usage: 'FIELD [PATH...]',
    summary: 'list every use of a guarded field with the protection that it relies on',
    details: [
      'FIELD is STRUCT.MEMBER, as in tpm_chip.ops. A use relies, on each way in, on the lock and a test under it,',
      'on the lock held for writing, on a fence of the removal, on the object not being published yet, on a flag,',
      'or on nothing.',
    ],
    formats: ['text', 'json'],
    options: ofTree,
    words: { least: 1, most: many, name: 'FIELD' },
    examples: ['tpm-lifecycle audit tpm_chip.ops', 'tpm-lifecycle audit tpm_chip.ops --format json'],
  },
  {
    name: 'who',
    usage: 'FILE:LINE',
    summary: 'show what can run at the same time as a line, what cannot, and what decides',
    details: [
      'Names for each entry point the lock, the fence or the order that keeps it out, and where it would wait.',
    ],
    formats: ['text', 'json'],
    options: ofTree,
    words: { least: 1, most: 1, name: 'FILE:LINE' },
    examples: ['tpm-lifecycle who tpm-chip.c:460', 'tpm-lifecycle who tpm-interface.c:85 --format json'],
  },
  {
    name: 'doctor',
    usage: '[PATH...]',
    summary: 'show which tree, configuration and files are analysed, and what was not understood',
    details: [],
    formats: ['text', 'json'],
    options: [...ofTree, 'strict'],
    words: { least: 0, most: many, name: 'PATH' },
    examples: ['tpm-lifecycle doctor --kernel ~/src/linux'],
  },
  {
    name: 'rules',
    usage: '',
    summary: 'list the rules',
    details: [],
    formats: ['text', 'json'],
    options: everywhere,
    words: { least: 0, most: 0, name: '' },
    examples: ['tpm-lifecycle rules'],
  },
  {
    name: 'explain',
    usage: 'RULE',
    summary: 'explain a rule, with a bad and a good example',
    details: [],
    formats: ['text', 'json'],
    options: everywhere,
    words: { least: 1, most: 1, name: 'RULE' },
    examples: ['tpm-lifecycle explain lock-leak'],
  },
  {
    name: 'lsp',
    usage: '--stdio',
    summary: 'run the language server',
    details: [
      'Speaks LSP 3.17. Settings come as initialization options and with workspace/didChangeConfiguration.',
    ],
    formats: [],
    options: ['stdio', 'quiet', 'verbose', 'help', 'version'],
    words: { least: 0, most: 0, name: '' },
    examples: ['tpm-lifecycle lsp --stdio'],
  },
];

/** Named by the interface, not there yet. */
export const laterCommands: readonly string[] = ['splat', 'index'];
