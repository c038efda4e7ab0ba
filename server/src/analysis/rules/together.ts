import { namesIn } from '../describe';
import type { Hold } from '../state';
import type { Finding } from './finding';

/** The most telling hold comes first: a lock that stays hangs the next user, the rest follows from it. */
const FIRST: readonly Hold['kind'][] = [
  'lock',
  'rcu',
  'power',
  'locality',
  'ref',
  'mem',
  'irq',
  'buf',
  'other',
];

/**
 * One forgotten release is one finding: what one call took together and one return keeps together is reported once,
 * for the most telling of the holds, and the others are named. The order of the findings stays.
 */
export function togetherAtReturns(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return findings.flatMap((finding) => {
    const key = keyOf(finding);
    const group = key === null ? undefined : groups.get(key);
    if (group === undefined || group.length === 1) return [finding];
    return group[0] === finding ? [merged(group)] : [];
  });
}

/** Leaks of one return that are one mistake: resources, and what one call into the program took together. */
function keyOf(finding: Finding): string | null {
  const { site } = finding.hold;
  const leak = finding.steps.at(-1)?.what === 'exit';
  if (!leak) return null;
  // A return that jumps past the clean-up forgets all of it.
  if (finding.rule === 'resource-leak') return `${finding.at}|${finding.confidence}`;
  if (site.inside === null) return null;
  return `${finding.at}|${site.fn}|${site.at}|${site.inside.fn}`;
}

function merged(group: readonly Finding[]): Finding {
  const rank = (finding: Finding) => FIRST.indexOf(finding.hold.kind);
  const [first, ...others] = [...group].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) throw new Error('a group has a first finding');
  return { ...first, message: `${first.message}, and with it ${listed(others.map(nameOf))}` };
}

function nameOf(finding: Finding): string {
  const name = `'${namesIn(finding.result.frame, finding.state).of(finding.hold.object)}'`;
  switch (finding.hold.kind) {
    case 'power':
      return `power of ${name}`;
    case 'locality':
      return `locality of ${name}`;
    case 'ref':
      return `a reference on ${name}`;
    case 'mem':
      return `memory ${name}`;
    case 'irq':
      return `interrupt ${name}`;
    default:
      return name;
  }
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
