import type { FilePatch, Hunk, HunkLine } from './patch';

export type ReadDiff = { readonly files: readonly FilePatch[] } | { readonly problem: string };

/** What is known of a file before its first hunk. */
interface Head {
  from: string | null;
  to: string | null;
  isBinary: boolean;
  readonly hunks: Hunk[];
}

/**
 * Reads a unified diff, of git or not; everything around it (a commit message, a signature) is passed over. Hunks are
 * taken by their counts, so that text behind them does not belong to them.
 */
export function readDiff(text: string): ReadDiff {
  const lines = text.split(/\r?\n/);
  const files: FilePatch[] = [];
  let head: Head | null = null;
  const finish = () => {
    if (head !== null && (head.hunks.length > 0 || head.isBinary || head.from !== head.to)) files.push(head);
    head = null;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('diff --git ')) {
      finish();
      head = gitHead(line);
    } else if (line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ ')) {
      const isGit: boolean = head !== null && (head as Head).hunks.length === 0;
      if (!isGit) finish();
      const names = { from: nameOf(line), to: nameOf(lines[at + 1] ?? '') };
      head = { isBinary: false, hunks: [], ...(head as Head | null), ...names };
      at++;
    } else if (/^@@@+ /.test(line)) {
      return { problem: `Line ${at + 1} is of a combined diff of a merge; give a diff with one parent.` };
    } else if (head !== null && line.startsWith('@@ ')) {
      const read = readHunk(lines, at);
      if ('problem' in read)
        return { problem: `${(head as Head).to ?? (head as Head).from}: ${read.problem}` };
      (head as Head).hunks.push(read.hunk);
      at = read.last;
    } else if (head !== null) extend(head, line);
  }
  finish();
  return { files };
}

/** `diff --git a/x b/x`: the only place of the names when nothing but the mode changed, or a file is empty. */
function gitHead(line: string): Head {
  const rest = line.slice('diff --git '.length);
  const half = rest.length >> 1;
  const [from, to] =
    rest[half] === ' ' &&
    rest.slice(0, half).replace(/^[^/]*\//, '') === rest.slice(half + 1).replace(/^[^/]*\//, '')
      ? [rest.slice(0, half), rest.slice(half + 1)]
      : (rest.split(' ', 2) as [string, string]);
  return { from: plain(from), to: plain(to), isBinary: false, hunks: [] };
}

function extend(head: Head, line: string): void {
  if (line.startsWith('rename from ')) head.from = `a/${plain(line.slice(12))}`;
  else if (line.startsWith('rename to ')) head.to = `b/${plain(line.slice(10))}`;
  else if (line.startsWith('new file mode')) head.from = null;
  else if (line.startsWith('deleted file mode')) head.to = null;
  else if (line.startsWith('GIT binary patch') || /^Binary files .* differ$/.test(line)) head.isBinary = true;
}

/** `--- a/x.c`, with a time behind a tab in diffs that are not of git. */
function nameOf(line: string): string | null {
  const [name = ''] = line.slice(4).split('\t');
  const file = plain(name.trim());
  return file === '/dev/null' ? null : file;
}

/** A name in quotes has escapes. */
function plain(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  const inner = name.slice(1, name.endsWith('"') ? -1 : undefined);
  for (const [whole, octal, escaped] of inner.matchAll(/\\([0-7]{3})|\\(.)|[^\\]/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else
      bytes.push(...new TextEncoder().encode(escaped === undefined ? whole : (escapes[escaped] ?? escaped)));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

type ReadHunk = { readonly hunk: Hunk; readonly last: number } | { readonly problem: string };

function readHunk(lines: readonly string[], at: number): ReadHunk {
  const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(lines[at] ?? '');
  if (!match) return { problem: `line ${at + 1} is no head of a hunk.` };
  const [oldStart, newStart] = [Number(match[1]), Number(match[3])];
  let [oldLeft, newLeft] = [Number(match[2] ?? 1), Number(match[4] ?? 1)];
  const read: HunkLine[] = [];
  let last = at;
  while (oldLeft > 0 || newLeft > 0) {
    const line = lines[++last];
    // The end of the text is no line of the hunk, unless mail took the blank of an empty one.
    if (line === undefined || (line === '' && last === lines.length - 1))
      return { problem: `the patch is cut off in the hunk of line ${at + 1}.` };
    const kind = kindOf(line);
    if (kind === null) {
      if (line.startsWith('\\')) continue;
      return { problem: `line ${last + 1} is no line of a hunk; the patch is damaged.` };
    }
    if (kind !== 'add') oldLeft--;
    if (kind !== 'drop') newLeft--;
    if (oldLeft < 0 || newLeft < 0)
      return { problem: `the hunk of line ${at + 1} has more lines than it says.` };
    const isUnended = (lines[last + 1] ?? '').startsWith('\\');
    read.push({ kind, text: line.slice(1), isUnended });
  }
  return { hunk: { oldStart, newStart, lines: read }, last };
}

function kindOf(line: string): HunkLine['kind'] | null {
  // Mail programs take the blank of an empty line of context.
  if (line === '' || line.startsWith(' ')) return 'keep';
  if (line.startsWith('+')) return 'add';
  return line.startsWith('-') ? 'drop' : null;
}
