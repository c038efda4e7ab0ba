import { spawnSync } from 'node:child_process';

/** What `git` answered, or why there is no answer: one sentence for the user. */
export type GitAnswer = { readonly output: Buffer } | { readonly problem: string };

/** A revision of a work tree's repository. */
export interface GitRevision {
  /** Object name of its tree. */
  readonly tree: string;
  /** Twelve digits of the commit. */
  readonly short: string;
  /** Folder of the work tree below the top of the repository: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** Output of one command that is kept; the texts of a folder of drivers have a few megabytes. */
const MAX_OUTPUT = 512 * 1024 * 1024;
/** Milliseconds that one command may take: a cold disk with a large pack needs seconds. */
const MAX_TIME = 60_000;

/**
 * Runs `git` in a folder, without a shell and only with commands that read. What a repository configures to be run
 * (monitors, external differs) stays off, and nothing is fetched: a missing object is missing.
 */
export function runGit(folder: string, args: readonly string[], input?: string): GitAnswer {
  const fixed = ['-C', folder, '--no-pager', '--no-optional-locks', '-c', 'core.fsmonitor=false'];
  const found = spawnSync('git', [...fixed, '-c', 'protocol.allow=never', ...args], {
    encoding: 'buffer',
    input: Buffer.from(input ?? ''),
    maxBuffer: MAX_OUTPUT,
    timeout: MAX_TIME,
    windowsHide: true,
    env: environment(),
  });
  if (found.error) return { problem: whyNotRun(found.error) };
  if (found.status === 0) return { output: found.stdout };
  return { problem: whyFailed(folder, found.stderr.toString('utf8')) };
}

/** A hook's own variables would name another repository than that of the folder. */
function environment(): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, GIT_EXTERNAL_DIFF, ...rest } = process.env;
  return { ...rest, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
}

function whyNotRun(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return 'git is not installed, or not in PATH; compare with a second tree instead: --base DIR.';
  if (code === 'ETIMEDOUT') return `git did not answer within ${MAX_TIME / 1000} s.`;
  return `git could not be run: ${error.message}.`;
}

function whyFailed(folder: string, message: string): string {
  if (/not a git repository/i.test(message))
    return `${folder} is in no git repository; compare with a second tree instead: --base DIR.`;
  if (/dubious ownership/.test(message))
    return `git does not trust ${folder}, which belongs to another user: git config --global --add safe.directory ${folder}.`;
  const [line = ''] = message.split('\n').filter((text) => text.trim() !== '');
  return `git failed: ${line.replace(/^(?:fatal|error):\s*/, '') || 'no reason given'}.`;
}

/** Looks a revision up. A name that could be taken for an option is none. */
export function findRevision(folder: string, name: string): GitRevision | { readonly problem: string } {
  if (name.startsWith('-') || /[\s\0]/.test(name)) return { problem: `${name} is no revision.` };
  const place = runGit(folder, ['rev-parse', '--show-prefix', '--is-shallow-repository']);
  if ('problem' in place) return place;
  const [prefix = '', shallow] = place.output.toString('utf8').split('\n');
  const commit = text(runGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]));
  const tree = text(runGit(folder, ['rev-parse', '--verify', '--quiet', `${commit ?? name}^{tree}`]));
  if (tree !== null) return { tree, short: (commit ?? tree).slice(0, 12), prefix };
  const advice = shallow === 'true' ? '; the clone is shallow, and may lack it (git fetch --unshallow)' : '';
  return { problem: `There is no revision ${name} in the repository of ${folder}${advice}.` };
}

function text(answer: GitAnswer): string | null {
  const found = 'output' in answer ? answer.output.toString('utf8').trim() : '';
  return found === '' ? null : found;
}

/** Files that differ between two revisions, below the folder and relative to it. */
export function changedFiles(
  folder: string,
  from: string,
  to: string,
): { readonly paths: readonly string[] } | { readonly problem: string } {
  const args = ['diff', '--name-only', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', '--relative'];
  const answer = runGit(folder, [...args, from, to, '--']);
  if ('problem' in answer) return answer;
  const paths = answer.output.toString('utf8').split('\0');
  return { paths: paths.filter((path) => /\.[ch]$/.test(path)) };
}

/** The commit that two revisions share last; null when there is none. */
export function mergeBase(folder: string, a: string, b: string): string | null {
  if (a.startsWith('-') || b.startsWith('-')) return null;
  return text(runGit(folder, ['merge-base', a, b]));
}
