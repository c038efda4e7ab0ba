/** Options as data: the parser, the help, the completion and the checks all read this table. */
export type OptionName =
  | 'kernel'
  | 'config'
  | 'lifecycle'
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
  {
    name: 'lifecycle',
    long: '--lifecycle',
    value: 'NAME|FILE',
    help: 'subsystem to reason about: tpm (default), rtc, watchdog, or a lifecycle of your own as JSON',
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
