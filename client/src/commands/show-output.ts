import type { Services } from '../services';

/** Brings the log to the front. */
export async function showOutput(services: Services): Promise<void> {
  services.output.show(true);
}
