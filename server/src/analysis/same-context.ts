import type { Context, EntryHold } from './contexts';
import type { Site } from './state';

/** Whether two contexts say the same. Entries are compared by identity: see `ContextMemory`. */
export function sameContext(a: Context, b: Context): boolean {
  if (a === b) return true;
  if (a.entry !== b.entry || a.label !== b.label || a.guard !== b.guard || a.ways !== b.ways) return false;
  if (a.path.length !== b.path.length || a.holds.length !== b.holds.length) return false;
  for (let i = 0; i < a.path.length; i++) if (!sameSite(a.path[i] as Site, b.path[i] as Site)) return false;
  for (let i = 0; i < a.holds.length; i++)
    if (!sameHold(a.holds[i] as EntryHold, b.holds[i] as EntryHold)) return false;
  return true;
}

function sameHold(a: EntryHold, b: EntryHold): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.primitive !== b.primitive || a.mode !== b.mode || a.count !== b.count)
    return false;
  if (a.object !== b.object || a.name !== b.name || a.condition !== b.condition) return false;
  return a.site === b.site || (a.site !== null && b.site !== null && sameSite(a.site, b.site));
}

function sameSite(a: Site, b: Site): boolean {
  if (a === b) return true;
  if (a.fn !== b.fn || a.at !== b.at) return false;
  if (a.inside === b.inside) return true;
  if (a.inside === null || b.inside === null) return false;
  return (
    a.inside.fn === b.inside.fn && a.inside.outcome === b.inside.outcome && a.inside.hold === b.inside.hold
  );
}
