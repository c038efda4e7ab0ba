import { type CommandRow, commandRows, type OptionRow, optionRows } from './options';

/** The help texts, in the order of a man page. */
export function generalHelp(version: string): string {
  return [
    `tpm-lifecycle ${version}: locks, references and removal in Linux TPM drivers`,
    '',
    'USAGE',
    '  tpm-lifecycle COMMAND [PATH...] [OPTIONS]',
    '  tpm-lifecycle COMMAND --help',
    '',
    'DESCRIPTION',
    '  Reads the C source as it is: no build, no compile database, no network, nothing written into the tree.',
    '  PATH names what to report on, a file or a folder, looked up in the working directory first and then',
    '  below the kernel tree; default drivers/char/tpm. It never limits what is analysed: that is always',
    '  drivers/char/tpm, security/keys/trusted-keys as callers, and what PATH adds. The tree is the nearest',
    '  parent folder with Kbuild and drivers/; a bare folder of C files is analysed on its own.',
    '',
    'COMMANDS',
    ...columns(commandRows.map((row) => [row.name, row.summary])),
    '',
    'COMMON OPTIONS',
    ...columns(
      optionRows
        .filter((row) =>
          ['kernel', 'config', 'format', 'output', 'quiet', 'verbose', 'help', 'version'].includes(row.name),
        )
        .map((row) => [written(row), row.help]),
    ),
    '',
    ...exitStatus,
    '',
    'EXAMPLES',
    ...commandRows.flatMap((row) => row.examples.slice(0, 1).map((example) => `  ${example}`)),
    '',
  ].join('\n');
}

export function commandHelp(row: CommandRow): string {
  const options = optionRows.filter((option) => row.options.includes(option.name) && !option.later);
  const formats =
    row.formats.length > 0 ? ['FORMATS', `  ${row.formats.join(', ')} (default ${row.formats[0]})`, ''] : [];
  return [
    `tpm-lifecycle ${row.name}: ${row.summary}`,
    '',
    'USAGE',
    `  tpm-lifecycle ${row.name} ${row.usage} [OPTIONS]`.replace(/ +/g, ' ').replace(/^ /, '  '),
    '',
    ...(row.details.length > 0 ? ['DESCRIPTION', ...row.details.map((line) => `  ${line}`), ''] : []),
    'OPTIONS',
    ...columns(options.map((option) => [written(option), option.help])),
    '',
    ...formats,
    ...exitStatus,
    '',
    'EXAMPLES',
    ...row.examples.map((example) => `  ${example}`),
    '',
  ].join('\n');
}

const exitStatus = [
  'EXIT STATUS',
  '  0  clean, or the question was answered',
  '  1  findings (check), new findings (review)',
  '  2  wrong usage',
  '  3  nothing could be analysed; with --strict: something was not understood',
  '  4  internal error',
];

function written(row: OptionRow): string {
  const names = row.short ? `${row.short}, ${row.long}` : row.long;
  return row.value ? `${names} ${row.value}` : names;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}
