import type { CancelToken } from '../../base/cancel';
import type { TextScope, TextSite } from '../../project/text-scope';
import { plural } from '../hold-words';
import { baseName } from '../lookup';
import type { ConditionReport, TraceStep } from '../reports';

/** Places listed of one field; a field that is written more often than this decides little by itself. */
const MAX_SITES = 16;
/** Calls of one setter that are listed. */
const MAX_CALLS = 8;
/** Setters that are named in a sentence. */
const MAX_NAMED = 4;

/**
 * For the conditions on a path: who writes the fields that they test, and who calls the writers, in all files that
 * were searched. Absence is an answer too, and names how much was searched.
 */
export function explainConditions(
  scope: TextScope,
  steps: readonly TraceStep[],
  token: CancelToken,
): ConditionReport[] {
  const found = new Map<string, Omit<ConditionReport, 'answer'>>();
  for (const step of steps)
    for (const { text, field } of fieldsOf(scope, step.condition ?? '')) {
      const key = `${step.function} ${text}`;
      if (found.has(key)) continue;
      const sites = writesOf(scope, field, text, token);
      found.set(key, {
        step: step.n,
        text,
        field: field.join('.'),
        total: sites.length,
        sites: sites.slice(0, MAX_SITES).map((site) => ({
          file: site.file,
          line: site.line,
          function: site.function,
          text: site.text,
          calls: callsOf(scope, site, token),
        })),
      });
    }
  return [...found.values()].map((one) => ({ ...one, answer: answerOf(one, scope) }));
}

interface Tested {
  /** As the condition has it: `dev->power.irq_safe`, or the predicate that tests it. */
  readonly text: string;
  /** Its last members, two where there are: `power`, `irq_safe`. */
  readonly field: readonly string[];
}

const PATH = /\b[A-Za-z_]\w*(?:(?:->|\.)[A-Za-z_]\w*)+(?!\s*\()/g;

/** Fields that a condition tests, itself or in a predicate that only returns them. */
function fieldsOf(scope: TextScope, condition: string): Tested[] {
  const paths = [...condition.matchAll(PATH)].map(([text]) => ({ text, field: lastMembers(text) }));
  const predicates = [...condition.matchAll(/\b([A-Za-z_]\w*)\s*\([^()]*\)/g)].flatMap((call) => {
    const [fn] = scope.named(call[1] as string);
    const returned = fn === undefined ? null : /^\{\s*return\b([^;]*);\s*$/.exec(scope.body(fn));
    return [...(returned?.[1] ?? '').matchAll(PATH)].map(([path]) => ({
      text: `${call[0]}, which tests ${path}`,
      field: lastMembers(path),
    }));
  });
  return [...paths, ...predicates];
}

function lastMembers(path: string): readonly string[] {
  const [, ...members] = path.split(/->|\./);
  return members.slice(-2);
}

function writesOf(scope: TextScope, field: readonly string[], text: string, token: CancelToken): TextSite[] {
  const members = field.map((member) => `\\b${member}\\b`).join('\\s*(?:->|\\.)\\s*');
  const pattern = new RegExp(`(?:->|\\.)\\s*${members}\\s*(?:[|&^+-]?=(?!=)|\\+\\+|--)\\s*([^;]*);`);
  const flag = /&\s*([A-Z][A-Z0-9_]{3,})/.exec(text)?.[1];
  return scope.search(pattern, token).filter((site) => flag === undefined || site.text.includes(flag));
}

/** Who calls the function that writes the field, where it does nothing else to be called for. */
function callsOf(
  scope: TextScope,
  site: TextSite,
  token: CancelToken,
): ConditionReport['sites'][number]['calls'] {
  if (site.function === null || isClearing(site.text)) return [];
  const name = site.function;
  return scope
    .search(new RegExp(`\\b${name}\\s*\\(`), token)
    .filter((call) => call.function !== name && call.function !== null)
    .slice(0, MAX_CALLS)
    .map(({ file, line, function: fn, text }) => ({ file, line, function: fn ?? '', text }));
}

function isClearing(text: string): boolean {
  return /=\s*(?:0|false|NULL|~[^;]*)\s*;/.test(text) || /&=\s*~/.test(text);
}

function answerOf({ field, sites, total }: Omit<ConditionReport, 'answer'>, scope: TextScope): string {
  const searched = `the ${plural(scope.files.length, 'file')} searched`;
  if (sites.length === 0) return `${field} is written nowhere in ${searched}`;
  const place = (site: ConditionReport['sites'][number]) =>
    `${site.function === null ? 'a table' : `${site.function}()`} (${baseName(site.file)}:${site.line})`;
  const setting = sites.filter((site) => !isClearing(site.text));
  const clearing = sites.filter((site) => isClearing(site.text));
  if (total > MAX_SITES || setting.length > MAX_NAMED)
    return `${field} is written in ${total} places of ${searched}`;
  const parts = [
    setting.length === 0
      ? `${field} is never set in ${searched}`
      : `${field} is set only by ${setting.map(place).join(', ')}`,
  ];
  const named = new Map(
    setting.flatMap((site) => (site.function === null ? [] : [[site.function, site.calls]])),
  );
  for (const [name, calls] of named)
    parts.push(
      calls.length === 0
        ? `nothing calls ${name}() in ${searched}`
        : `${name}() is called by ${calls.map((call) => `${call.function}() (${baseName(call.file)}:${call.line})`).join(', ')}`,
    );
  if (clearing.length > 0) parts.push(`cleared by ${clearing.map(place).join(', ')}`);
  return parts.join('; ');
}
