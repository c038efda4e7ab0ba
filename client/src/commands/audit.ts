import type { Services } from '../services';
import { activeFile } from './trace';

/** Opens every use of a guarded field with what it relies on; the first guarded field without a name. */
export async function auditField(services: Services, given?: unknown): Promise<void> {
  const field = typeof given === 'string' ? { field: given } : {};
  await services.documents.open({ of: 'audit', parameters: { ...activeFile(), ...field } });
}
