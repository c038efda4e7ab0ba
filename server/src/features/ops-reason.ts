import { contextGroups, isGuard } from './context-groups';
import { shortName } from './hold-words';
import type { FunctionReport, HoldReport, LineReport, Site } from './reports';

/** "May chip->ops be NULL here, and why not": the sentence behind the state, with the lines that decide. */
export interface OpsReason {
  readonly words: string;
  /** Where it was tested, taken or cleared; the words say which. */
  readonly site: { readonly file: string; readonly line: number } | null;
  readonly after: string;
}

/** `line` of any file of the program. */
export type TextAt = (file: string, line: number) => string;

export function opsReason(
  fn: FunctionReport,
  line: LineReport,
  file: string,
  textAt: TextAt,
): OpsReason | null {
  const guard = line.must.find(isGuard);
  switch (line.ops) {
    case 'valid':
      return guard ? checkedUnder(guard, line, textAt) : protectedByCallers(fn, line);
    case 'null': {
      const cleared = lastLine(file, fn.start, line.line, textAt, /->ops\s*=\s*NULL\s*;/);
      return cleared === null ? null : { words: 'cleared at', site: { file, line: cleared }, after: '' };
    }
    case 'maybe-null': {
      const taken = guard?.acquired.at(-1);
      if (!guard || !taken)
        return { words: 'nothing here keeps it from being cleared', site: null, after: '' };
      const words = `${shortName(guard.object)} was taken at`;
      return { words, site: taken, after: ', and nothing has tested it since' };
    }
    default:
      return null;
  }
}

/** The test behind the place that took the guard: in this function, or in the one that took it for it. */
function checkedUnder(guard: HoldReport, line: LineReport, textAt: TextAt): OpsReason | null {
  const taken = guard.acquired.at(-1);
  if (!taken) return null;
  const here = guard.acquired.length === 1;
  const tested = firstTest(taken, here ? line.line : taken.line + maxDistance, textAt);
  const name = shortName(guard.object);
  const safe = `cannot become NULL while ${name} is held`;
  if (tested === null || guard.mode === 'write') return { words: `it ${safe}`, site: null, after: '' };
  return { words: 'tested at', site: { file: taken.file, line: tested }, after: `, ${safe}` };
}

/** Lines between taking the guard and the test; kernel code does both within a few. */
const maxDistance = 12;

function firstTest(taken: Site, end: number, textAt: TextAt): number | null {
  for (let line = taken.line + 1; line <= end; line++)
    if (/(?:if|while)\s*\(.*->ops\b(?!->)/.test(textAt(taken.file, line))) return line;
  return null;
}

function lastLine(file: string, from: number, before: number, textAt: TextAt, wanted: RegExp): number | null {
  for (let line = before; line >= from; line--) if (wanted.test(textAt(file, line))) return line;
  return null;
}

/** The function took nothing itself: what its callers do decides. */
function protectedByCallers(fn: FunctionReport, line: LineReport): OpsReason | null {
  const groups = contextGroups(fn.contexts, line);
  if (groups.length === 0) return null;
  const guarded = groups.filter((group) => group.contexts[0]?.entry.some(isGuard));
  const guard = guarded[0]?.contexts[0]?.entry.find(isGuard);
  const name = guard ? shortName(guard.object) : '';
  if (guarded.length === groups.length) return { words: `every way in holds ${name}`, site: null, after: '' };
  if (!guard) return { words: 'each way in is protected otherwise, below', site: null, after: '' };
  const rest = groups.length - guarded.length;
  const other = rest === 1 ? 'one kind of way in relies' : `${rest} kinds of way in rely`;
  const words = `${name} is held on some ways in; ${other} on something else, below`;
  return { words, site: null, after: '' };
}
