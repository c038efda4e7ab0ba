import type { Services } from '../services';
import { activeFile, showTrace } from './trace';

/** Every step of sending one command to the chip. */
export function traceTransmit(services: Services): Promise<void> {
  return showTrace(services, { ...activeFile(), root: 'tpm_transmit', direction: 'calls' });
}
