import type { TraceParams } from '../../../server/src/lsp/protocol';
import type { Services } from '../services';
import { functionAtCursor } from './function-at-cursor';
import { showTrace } from './trace';

/** Ways into a function: the one a lens or hover names, else the one around the cursor. */
export async function traceCallersOfHere(services: Services, given?: TraceParams): Promise<void> {
  const target = given?.root ? given : await functionAtCursor(services);
  if (target) await showTrace(services, { ...target, direction: 'callers' });
}
