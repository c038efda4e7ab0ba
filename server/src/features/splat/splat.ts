import type { CancelToken } from '../../base/cancel';
import { listWords, shortName } from '../hold-words';
import { baseName, findFunction } from '../lookup';
import { orderedFinding, orderedHold } from '../ordered-json';
import type { FindingReport, HoldReport } from '../reports';
import type { Snapshot } from '../snapshot';
import { textTable, toAscii, wrap } from '../text-table';
import { mapFrames } from './map-frames';
import { raceOf } from './race';
import type { Frame, Splat } from './read-log';
import type { MappedFrame, MappedSplat, SplatReport } from './splat-report';

/** Maps what a log reports onto the source of a snapshot. */
export function mapSplats(snapshot: Snapshot, splats: readonly Splat[], token?: CancelToken): SplatReport {
  const root = snapshot.roots?.find(({ direction }) => direction === 'calls');
  const removal = root ? snapshot.trace(root.name, { direction: 'calls' }, token) : null;
  return {
    schema: 'tpm-lifecycle/splat@1',
    tree: snapshot.tree,
    splats: splats.map((splat): MappedSplat => {
      const stacks = splat.stacks.map(({ label, frames }) => ({
        label,
        frames: mapFrames(snapshot, frames, token),
      }));
      return {
        kind: splat.kind,
        title: splat.title,
        line: splat.line,
        stacks,
        locks: splat.locks.map(({ name, at }) => ({ name, at: at && placeOf(snapshot, at, name) })),
        race: raceOf(splat, stacks, removal),
        findings: findingsOf(snapshot, splat, token),
      };
    }),
  };
}

/** Where a lock was taken: the line of the log, else the line of that function that takes a lock of this name. */
function placeOf(
  snapshot: Snapshot,
  frame: Frame,
  lock: string,
): { function: string; file: string | null; line: number | null } {
  const found = findFunction(snapshot, frame.function);
  if (found === null) return { function: frame.function, file: null, line: frame.line };
  const { file, fn } = found;
  const taken = [
    ...fn.lines.flatMap((line) => [...line.must, ...line.may]),
    ...fn.summary.outcomes.flatMap(({ acquires }) => acquires),
  ].filter((hold) => hold.kind === 'lock' && nameOfLock(hold.object) === nameOfLock(lock));
  const site = taken.flatMap(({ acquired }) => acquired).find((one) => one.function === fn.name);
  return { function: fn.name, file, line: frame.line ?? site?.line ?? fn.nameLine };
}

/** `tpm_mutex` of `&chip->tpm_mutex` and of `chip->tpm_mutex (callers)`. */
function nameOfLock(object: string): string {
  return shortName(object.replace(/ \(\w+\)$/, '').replace(/[/#].*$/, ''));
}

/** What the analysis has to say about the same code. */
function findingsOf(snapshot: Snapshot, splat: Splat, token?: CancelToken): FindingReport[] {
  const locks = new Set(splat.locks.map(({ name }) => nameOfLock(name)));
  const functions = new Set(splat.stacks.flatMap(({ frames }) => frames.map((frame) => frame.function)));
  return snapshot.files
    .flatMap((file) => snapshot.findings(file, token))
    .filter((finding) => finding.confidence !== 'possible')
    .filter((finding) => functions.has(finding.function) || locks.has(nameOfLock(finding.object)));
}

/** True when no frame is of the analysed program. */
export function isForeign(report: SplatReport): boolean {
  return report.splats.every(
    ({ stacks, locks }) =>
      stacks.every(({ frames }) => frames.every(({ file }) => file === null)) &&
      locks.every(({ at }) => at?.file == null),
  );
}

export function splatText(report: SplatReport): string {
  return toAscii(report.splats.map(oneText).join('\n'));
}

function oneText(splat: MappedSplat): string {
  const lines = [...wrap(`${splat.kind}, line ${splat.line} of the log: ${splat.title}`, 78, '    ')];
  for (const { label, frames } of splat.stacks) {
    lines.push(`  ${label}`);
    lines.push(...textTable(frames.map(row), '    '));
  }
  if (splat.locks.length > 0) {
    lines.push('  locks');
    const rows = splat.locks.map(({ name, at }) => [
      name,
      at ? `taken in ${at.function}()` : '',
      at?.file ? `${baseName(at.file)}:${at.line}` : '',
    ]);
    lines.push(...textTable(rows, '    '));
  }
  if (splat.race) lines.push(...wrap(`race: ${splat.race.text}`, 76, '    ').map((line) => `  ${line}`));
  for (const finding of splat.findings)
    lines.push(
      ...wrap(
        `finding: ${finding.file}:${finding.line} ${finding.function}() ${finding.message} [${finding.rule}]`,
        76,
        '    ',
      ).map((line) => `  ${line}`),
    );
  return `${lines.join('\n')}\n`;
}

function row(frame: MappedFrame): string[] {
  const name = `${frame.isUncertain ? '? ' : ''}${frame.function}()`;
  if (frame.file === null) return [name, frame.module ?? '', ''];
  const lines = frame.lines.length > 0 ? `:${frame.lines.join(',')}` : '';
  return [name, `${baseName(frame.file)}${lines}`, stateWords(frame)];
}

/** `holds ops_sem (read); on entry nothing | ops_sem (write); through tpm_foo()`. */
function stateWords(frame: MappedFrame): string {
  const held = listWords(frame.must);
  const entries = [...new Set(frame.contexts.map(({ entry }) => listWords(entry.map(plainly)) || 'nothing'))];
  const parts = [
    frame.lines.length > 0 ? `holds ${held || 'nothing of its own'}` : '',
    entries.length > 0
      ? `on entry ${entries.slice(0, 3).join(' | ')}${entries.length > 3 ? ' | ...' : ''}`
      : '',
    frame.ops === 'n/a' ? '' : `chip->ops ${frame.ops}`,
    frame.through.length > 0 ? `through ${frame.through.map((name) => `${name}()`).join(', ')}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** A hold without the function that it is named after. */
function plainly(hold: HoldReport): HoldReport {
  return { ...hold, object: hold.object.replace(/ \(\w+\)$/, '') };
}

export function splatJson(report: SplatReport): string {
  const { schema, tree, splats } = report;
  return `${JSON.stringify({ schema, tree: { version: tree.version, config: tree.config }, splats: splats.map(ordered) }, null, 2)}\n`;
}

const ordered = ({ kind, title, line, stacks, locks, race, findings }: MappedSplat) => ({
  kind,
  title,
  line,
  stacks: stacks.map(({ label, frames }) => ({ label, frames: frames.map(orderedFrame) })),
  locks,
  race,
  findings: findings.map(orderedFinding),
});

const orderedFrame = (frame: MappedFrame) => ({
  function: frame.function,
  module: frame.module,
  isUncertain: frame.isUncertain,
  file: frame.file,
  lines: frame.lines,
  from: frame.from,
  through: frame.through,
  contexts: frame.contexts.map(({ id, label, entry, note }) => ({
    id,
    label,
    entry: entry.map(orderedHold),
    note,
  })),
  must: frame.must.map(orderedHold),
  may: frame.may.map(orderedHold),
  ops: frame.ops,
});
