import type { FileSystem } from '../../server/src/base/file-system';
import { silentLogger } from '../../server/src/base/logger';
import type { Workspace } from '../../server/src/features/snapshot';
import { openWorkspace } from '../../server/src/features/workspace';

/** Opens a kernel tree as the command does without arguments. */
export function openTree(root: string, files: FileSystem): Workspace {
  return openWorkspace(root, {
    files,
    logger: silentLogger,
    config: 'both',
    folders: ['drivers/char/tpm', 'security/keys/trusted-keys'],
    paths: [],
    maxCallDepth: 24,
  });
}
