import type { FindingReport } from './reports';

/** A finding that somebody has looked at and lives with. The fingerprint tells it; the rest is for who reads the file. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
  readonly function: string;
  readonly message: string;
  /** Why it is accepted; never empty. */
  readonly reason: string;
}

/** File of accepted findings when none is named, below the root. */
export const defaultBaseline = '.tpm-lifecycle/baseline.json';

const schema = 'tpm-lifecycle/baseline@1';
const keys = ['fingerprint', 'rule', 'file', 'function', 'message', 'reason'] as const;

export type ReadBaseline = { readonly entries: readonly BaselineEntry[] } | { readonly problem: string };

/** Reads a baseline; what is wrong with it in words that go behind its name. */
export function readBaseline(text: string): ReadBaseline {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'is no JSON' };
  }
  const { schema: given, entries } = (json ?? {}) as { schema?: unknown; entries?: unknown };
  if (given !== schema || !Array.isArray(entries))
    return { problem: `is no baseline: it has no "schema": "${schema}"` };
  const read: BaselineEntry[] = [];
  for (const [at, entry] of entries.entries()) {
    const fields = (entry ?? {}) as Record<string, unknown>;
    const missing = keys.find(
      (key) => typeof fields[key] !== 'string' || (fields[key] as string).trim() === '',
    );
    if (missing !== undefined) return { problem: `has no "${missing}" in entry ${at + 1}` };
    read.push(Object.fromEntries(keys.map((key) => [key, fields[key]])) as unknown as BaselineEntry);
  }
  return { entries: read };
}

/** The file, sorted by place, so that two people who add to it rarely meet in one line. */
export function writeBaseline(entries: readonly BaselineEntry[]): string {
  const order = (entry: BaselineEntry) =>
    `${entry.file}\0${entry.function}\0${entry.rule}\0${entry.fingerprint}`;
  const sorted = [...entries].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  const ordered = sorted.map((entry) => Object.fromEntries(keys.map((key) => [key, entry[key]])));
  return `${JSON.stringify({ schema, entries: ordered }, null, 2)}\n`;
}

export function entryOf(finding: FindingReport, reason: string): BaselineEntry {
  const { fingerprint, rule, file, function: fn, message } = finding;
  return { fingerprint, rule, file, function: fn, message, reason };
}

export interface Accepted {
  readonly finding: FindingReport;
  readonly reason: string;
}

/** Findings that the baseline accepts, the others, and entries that no finding needs. */
export function applyBaseline(
  findings: readonly FindingReport[],
  entries: readonly BaselineEntry[],
): { readonly left: FindingReport[]; readonly accepted: Accepted[]; readonly unused: BaselineEntry[] } {
  const byFingerprint = new Map(entries.map((entry) => [entry.fingerprint, entry]));
  const left: FindingReport[] = [];
  const accepted: Accepted[] = [];
  for (const finding of findings) {
    const entry = byFingerprint.get(finding.fingerprint);
    if (entry === undefined) left.push(finding);
    else accepted.push({ finding, reason: entry.reason });
  }
  const used = new Set(accepted.map(({ finding }) => finding.fingerprint));
  return { left, accepted, unused: entries.filter(({ fingerprint }) => !used.has(fingerprint)) };
}
