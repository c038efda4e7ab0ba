import type { Services } from '../services';

/** Empties the trace view and removes the marks in the editor. */
export async function clearTrace(services: Services): Promise<void> {
  services.traceView.clear();
}
