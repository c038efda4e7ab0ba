import type { Disguise } from './disguise';

/** Puts a report about disguised sources into the words and lines of the originals. */
export function undisguise(report: unknown, file: string, disguises: ReadonlyMap<string, Disguise>): unknown {
  const names = new Map([...disguises.values()].flatMap(({ oldNames }) => [...oldNames]));
  const words = (text: string) => text.replace(/\bzq\w+?x\b/g, (name) => names.get(name) ?? name);
  const map = (value: unknown, within: string): unknown => {
    if (typeof value === 'string') return words(value);
    if (Array.isArray(value)) return value.map((entry) => map(entry, within));
    if (value === null || typeof value !== 'object') return value;
    const here = 'file' in value && typeof value.file === 'string' ? value.file : within;
    const lines = disguises.get(here)?.oldLines;
    const isLine = (key: string) => /^(?:line|start|end|nameLine|endLine)$/.test(key);
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) =>
        isLine(key) && typeof entry === 'number' ? [key, lines?.[entry] ?? entry] : [key, map(entry, here)],
      ),
    );
  };
  return map(report, file);
}

/** What depends on the text by intention: numbering of contexts, fingerprints, columns, the source words of steps. */
const uncompared = new Set(['id', 'contexts', 'fingerprint', 'column', 'endColumn', 'text']);
const ordered = new Set(['lines', 'functions', 'steps', 'path', 'acquired']);

/** The report with the order taken out that only follows from names. */
export function canonical(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => canonical(entry));
    if (ordered.has(key)) return entries;
    return entries.map((entry) => JSON.stringify(entry)).sort();
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, entry]) => !uncompared.has(name) || (name === 'contexts' && isContexts(entry)))
      .map(([name, entry]) => [name, canonical(entry, name)]),
  );
}

/** Of a function; those of a finding are numbers only. */
const isContexts = (value: unknown): boolean => Array.isArray(value) && typeof value[0] === 'object';
