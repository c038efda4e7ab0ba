import type { Services } from '../services';
import { activeFile, showTrace } from './trace';

/** Every step of taking a chip away, from the unregister call down. */
export function traceRemoval(services: Services): Promise<void> {
  return showTrace(services, { ...activeFile(), root: 'tpm_chip_unregister', direction: 'calls' });
}
