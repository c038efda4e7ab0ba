import type { Analysis } from '../analyse';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';

/**
 * "Caller must clean up in case of errors": some caller can give back things of this family, itself or through what
 * it calls, so a failure that leaves it stored may be intended. Entry points have nobody to clean up after them.
 */
export function callersCleanUp(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  const { fn } = result.frame;
  // A callback is called by the kernel too, and the kernel gives nothing back for it.
  if (analysis.program.membersOf(fn.index).some((member) => isEntry(analysis, member))) return false;
  const callers = analysis.callers(fn.index);
  if (callers.length === 0) return !fn.ir.isStatic && analysis.program.membersOf(fn.index).length === 0;
  return callers.some((caller) => releasesFamily(analysis, caller.index, hold, new Set([fn.index])));
}

function isEntry(analysis: Analysis, member: string): boolean {
  const dot = member.indexOf('.');
  return analysis.model.entry(member.slice(0, dot), member.slice(dot + 1)) !== undefined;
}

/** The function or something it calls has a release of the hold's family. */
function releasesFamily(analysis: Analysis, fn: number, hold: Hold, seen: Set<number>): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  for (const block of analysis.program.functions[fn]?.ir.blocks ?? []) {
    for (const op of block.ops) {
      if (op.op !== 'call' || op.callee.k !== 'var') continue;
      const rows = analysis.model.primitives(op.callee.name);
      if (
        rows.some(
          (row) => row.effect === 'release' && row.kind === hold.kind && row.primitive === hold.primitive,
        )
      )
        return true;
    }
  }
  return analysis.callees(fn).some((callee) => releasesFamily(analysis, callee, hold, seen));
}
