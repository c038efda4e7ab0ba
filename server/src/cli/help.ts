import { type CommandRow, commandRows } from './commands';
import { type OptionName, type OptionRow, optionRows } from './options';

/** The help texts, in the order and width of a man page. */
const width = 80;

export function generalHelp(version: string): string {
  return [
    ...section('NAME', [`tpm-lifecycle ${version} - locks, references and removal in Linux TPM drivers`]),
    ...section('SYNOPSIS', ['tpm-lifecycle COMMAND [PATH...] [OPTIONS]', 'tpm-lifecycle COMMAND --help']),
    ...section(
      'DESCRIPTION',
      paragraph(
        'Reads the C source as it is: no build, no compile database, no network. PATH names ' +
          'what to report on, a file or a folder, looked up in the working directory first and then below the kernel tree; ' +
          'default drivers/char/tpm. It never limits what is analysed: that is always drivers/char/tpm, ' +
          'security/keys/trusted-keys as callers, and what PATH adds. The tree is the nearest parent folder with Kbuild and ' +
          'drivers/; a bare folder of C files is analysed on its own.',
      ),
    ),
    ...section('COMMANDS', columns(commandRows.map((row) => [row.name, row.summary]))),
    ...section(
      'COMMON OPTIONS',
      columns(
        optionRows.filter((row) => common.includes(row.name)).map((row) => [written(row), row.help] as const),
      ),
    ),
    ...exitStatus(null),
    ...section(
      'ENVIRONMENT',
      paragraph(
        'PATH finds git, for comparing with a revision; nothing else is read. Output has no colours.',
      ),
    ),
    ...section(
      'EXAMPLES',
      commandRows.flatMap((row) => row.examples.slice(0, 1)),
    ),
  ].join('\n');
}

const common: readonly OptionName[] = [
  'kernel',
  'config',
  'format',
  'output',
  'quiet',
  'verbose',
  'help',
  'version',
];

export function commandHelp(row: CommandRow): string {
  const options = optionRows.filter((option) => row.options.includes(option.name));
  const formats =
    row.formats.length > 0
      ? section('FORMATS', [`${row.formats.join(', ')} (default ${row.formats[0]})`])
      : [];
  const synopsis = ['tpm-lifecycle', row.name, row.usage, '[OPTIONS]']
    .filter((word) => word !== '')
    .join(' ');
  return [
    ...section('NAME', [`tpm-lifecycle ${row.name} - ${row.summary}`]),
    ...section('SYNOPSIS', [synopsis]),
    ...(row.details.length > 0 ? section('DESCRIPTION', paragraph(row.details.join(' '))) : []),
    ...section('OPTIONS', columns(options.map((option) => [written(option), option.help] as const))),
    ...formats,
    ...exitStatus(row),
    ...(row.options.includes('baseline')
      ? section(
          'FILES',
          paragraph('.tpm-lifecycle/baseline.json below the top folder of the tree: accepted findings.'),
        )
      : []),
    ...section('EXAMPLES', row.examples),
    ...section('SEE ALSO', paragraph(seeAlso(row))),
  ].join('\n');
}

function seeAlso(row: CommandRow): string {
  const related: Readonly<Partial<Record<CommandRow['name'], string>>> = {
    check: 'review, baseline, explain',
    review: 'check, compare',
    compare: 'review, trace',
    trace: 'who, audit, compare',
    state: 'who, trace',
    baseline: 'check',
    explain: 'rules',
    rules: 'explain',
  };
  return `tpm-lifecycle --help${related[row.name] ? `; ${related[row.name]}` : ''}`;
}

function exitStatus(row: CommandRow | null): string[] {
  const has = (option: OptionName) => row === null || row.options.includes(option);
  const finds = row === null || row.name === 'check' || row.name === 'review';
  const strict = has('strict') ? '; with --strict: something was not understood' : '';
  const lines: [string, string][] = [
    ['0', finds && row !== null ? 'no findings that count' : 'clean, or the question was answered'],
    ...(finds ? [['1', findings(row)] as [string, string]] : []),
    ['2', 'wrong usage'],
    ['3', `nothing could be analysed${strict}`],
    ['4', 'internal error'],
    ...(has('bisect') ? [['125', 'with --bisect, instead of 2, 3 and 4'] as [string, string]] : []),
  ];
  return section('EXIT STATUS', columns(lines));
}

function findings(row: CommandRow | null): string {
  if (row?.name === 'review') return 'new findings';
  return row?.name === 'check'
    ? 'findings; with --base or --diff: new ones'
    : 'findings (check), new findings (review)';
}

function section(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map((line) => `  ${line}`), ''];
}

function paragraph(text: string): string[] {
  return wrapped(text, width - 2);
}

function written(row: OptionRow): string {
  const names = row.short ? `${row.short}, ${row.long}` : row.long;
  return row.value ? `${names} ${row.value}` : names;
}

/** Names left, texts right; a long text goes on below itself. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.flatMap(([name, text]) =>
    wrapped(text, Math.max(30, width - 2 - left)).map(
      (line, at) => (at === 0 ? name : '').padEnd(left) + line,
    ),
  );
}

function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
