import type { Services } from '../services';

/** The active trace as a graph, beside the code. */
export async function openGraph({ graph, traceView }: Services): Promise<void> {
  if (traceView.active) graph.show(traceView.active);
}
