import type { OptionName } from './options';

/** Commands as data: the parser, the help, the completion and the checks all read this table. */
export type CommandName =
  | 'check'
  | 'state'
  | 'trace'
  | 'audit'
  | 'who'
  | 'compare'
  | 'review'
  | 'baseline'
  | 'splat'
  | 'rc'
  | 'completion'
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
    summary: 'report mistakes with locks, references, memory and the order of removal',
    details: [
      'Prints one finding per line in the shape of smatch, with the path below it; gcc is for editors, jsonl has one',
      'finding per line, sarif is for code scanning, github annotates a pull request. With --base or --diff what is new',
      'is marked with >>, and only that makes the exit status 1. With --kbuild it runs in a kernel build and reports each',
      'file as it is compiled.',
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
      'kbuild',
    ],
    words: { least: 0, most: many, name: 'PATH' },
    examples: [
      'tpm-lifecycle check',
      'tpm-lifecycle check --format gcc drivers/char/tpm/tpm-chip.c',
      'tpm-lifecycle check --base origin/master --changed-only --format github',
      "make C=2 CHECK='tpm-lifecycle check --kbuild' drivers/char/tpm/",
      'git bisect run tpm-lifecycle check --bisect --enable lock-leak tpm-chip.c',
    ],
  },
  {
    name: 'state',
    usage: '[PATH[:LINE]...] [--function NAME] [--line N]',
    summary: 'show what is held before each line, by way in',
    details: ['State is that just before the first statement of a line runs.'],
    formats: ['text', 'json'],
    options: [...ofTree, 'lifecycle', 'strict', 'function', 'line'],
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
    options: [...ofTree, 'lifecycle', 'direction', 'to', 'via', 'depth'],
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
    name: 'splat',
    usage: '[FILE|-] [PATH...]',
    summary: 'map a kernel log onto the source: the state at each frame, the step that races',
    details: [
      'FILE holds what the kernel printed: an oops, a KASAN report, lockdep, a hung task, RCU; - and no FILE read standard',
      'input. Frames are func+0x10/0x80 [mod], with the lines of decode_stacktrace.sh where they were added; without a',
      'line it is the call of the frame above. PATH adds files outside of the subsystem.',
    ],
    formats: ['text', 'json'],
    options: ofTree,
    words: { least: 0, most: many, name: 'FILE' },
    examples: ['dmesg | tpm-lifecycle splat', 'tpm-lifecycle splat oops.txt drivers/base'],
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
    options: [...ofTree, 'lifecycle'],
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
    options: [...ofTree, 'lifecycle'],
    words: { least: 1, most: 1, name: 'FILE:LINE' },
    examples: ['tpm-lifecycle who tpm-chip.c:465', 'tpm-lifecycle who tpm-interface.c:85 --format json'],
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
    name: 'completion',
    usage: 'bash|zsh|fish',
    summary: 'print a script that completes commands, options and rules in a shell',
    details: [
      'For bash: source <(tpm-lifecycle completion bash). The first lines of the others say where they go.',
    ],
    formats: [],
    options: ['output', 'quiet', 'verbose', 'help', 'version'],
    words: { least: 1, most: 1, name: 'shell' },
    examples: ['tpm-lifecycle completion bash'],
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
export const laterCommands: readonly string[] = ['index'];
