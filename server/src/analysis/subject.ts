import type { EngineModel } from './engine-model';
import type { ProgramFunction } from './program';

/** Parameter that is a pointer to a guarded struct (the lifecycle's subject), or -1. */
export function subjectParam(model: EngineModel, fn: ProgramFunction | undefined): number {
  const params = fn?.ir.params ?? [];
  return params.findIndex(
    (param) => param.type.pointers === 1 && model.guarded.some((row) => row.struct === param.type.name),
  );
}
