import { type CommandRow, commandRows } from './commands';
import { type OptionRow, optionRows } from './options';

/** Completion of commands, options and their values, made from the tables that the parser reads. */
export const shells = ['bash', 'zsh', 'fish'] as const;

const optionsOf = (row: CommandRow): readonly OptionRow[] =>
  optionRows.filter((option) => row.options.includes(option.name));

/** Values of an option of a command; empty where anything may stand. */
function valuesOf(row: CommandRow, option: OptionRow, rules: readonly string[]): readonly string[] {
  if (option.name === 'format') return row.formats;
  if (option.name === 'enable' || option.name === 'disable') return rules;
  return option.choices ?? [];
}

/** Words that may stand behind a command besides files. */
function wordsOf(row: CommandRow, rules: readonly string[]): readonly string[] {
  if (row.name === 'explain') return rules;
  if (row.name === 'baseline') return ['add', 'list', 'prune'];
  return row.name === 'completion' ? shells : [];
}

export function bashCompletion(rules: readonly string[]): string {
  const cases = commandRows.map((row) => {
    const values = optionsOf(row)
      .map((option) => ({ option, values: valuesOf(row, option, rules) }))
      .filter(({ values: some }) => some.length > 0)
      .map(({ option, values: some }) => `        ${option.long}) words='${some.join(' ')}';;`);
    const folders = '        --kernel) COMPREPLY=($(compgen -d -- "$cur")); return;;';
    const flags = optionsOf(row)
      .map(({ long }) => long)
      .join(' ');
    return [
      `    ${row.name})`,
      '      case $prev in',
      ...values,
      ...(row.options.includes('kernel') ? [folders] : []),
      `        *) case $cur in -*) words='${flags}';; *) words='${wordsOf(row, rules).join(' ')}'; files=1;; esac;;`,
      '      esac;;',
    ].join('\n');
  });
  return `# bash completion of tpm-lifecycle: source <(tpm-lifecycle completion bash)
_tpm_lifecycle() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} words='' files=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commandRows.map(({ name }) => name).join(' ')} --help --version' -- "$cur"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$cur")); fi
}
complete -o filenames -F _tpm_lifecycle tpm-lifecycle
`;
}

export function zshCompletion(rules: readonly string[]): string {
  const quoted = (text: string) => text.replace(/'/g, "'\\''").replace(/[:[\]]/g, '\\$&');
  const argument = (row: CommandRow, option: OptionRow): string => {
    const values = valuesOf(row, option, rules);
    const action =
      values.length > 0 ? `(${values.join(' ')})` : option.name === 'kernel' ? '_directories' : '_files';
    const many = option.kind === 'list' ? '*' : '';
    const tail = option.value ? `:${quoted(option.value)}:${action}` : '';
    return `'${many}${option.long}[${quoted(option.help)}]${tail}'`;
  };
  const cases = commandRows.map((row) => {
    const words = wordsOf(row, rules);
    const rest = words.length > 0 ? `'*: :(${words.join(' ')})'` : `'*: :_files'`;
    return `      ${row.name}) _arguments ${[...optionsOf(row).map((option) => argument(row, option)), rest].join(' ')};;`;
  });
  return `#compdef tpm-lifecycle
# zsh completion of tpm-lifecycle: put it as _tpm-lifecycle into a folder of $fpath
_tpm-lifecycle() {
  local state
  _arguments '1: :->command' '*::: :->rest'
  case $state in
    command)
      local -a commands=(${commandRows.map((row) => `'${row.name}:${quoted(row.summary)}'`).join(' ')})
      _describe command commands;;
    rest)
      case $words[1] in
${cases.join('\n').replace(/^ {6}/gm, '        ')}
      esac;;
  esac
}
_tpm-lifecycle "$@"
`;
}

export function fishCompletion(rules: readonly string[]): string {
  const quoted = (text: string) => text.replace(/[\\']/g, '\\$&');
  const lines = [
    '# fish completion of tpm-lifecycle: put it into ~/.config/fish/completions/tpm-lifecycle.fish',
  ];
  const at = (row: CommandRow) => `complete -c tpm-lifecycle -n '__fish_seen_subcommand_from ${row.name}'`;
  for (const row of commandRows) {
    lines.push(
      `complete -c tpm-lifecycle -n __fish_use_subcommand -f -a ${row.name} -d '${quoted(row.summary)}'`,
    );
    const words = wordsOf(row, rules);
    if (words.length > 0) lines.push(`${at(row)} -a '${words.join(' ')}'`);
    for (const option of optionsOf(row)) {
      const values = valuesOf(row, option, rules);
      const value = option.value ? (values.length > 0 ? ` -x -a '${values.join(' ')}'` : ' -r') : '';
      lines.push(`${at(row)} -l ${option.long.slice(2)}${value} -d '${quoted(option.help)}'`);
    }
  }
  return `${lines.join('\n')}\n`;
}
