import type { Services } from '../services';

/** Opens the active trace as a read-only text. */
export async function showTraceText(services: Services): Promise<void> {
  const { active } = services.traceView;
  if (active) await services.documents.open(active.source);
}
