import { neverCancelled } from '../base/cancel';
import { kernelModel } from '../model/index';
import { engineView, type Lifecycle, lifecycle as tpm } from '../model/lifecycle';
import { engineModel } from '../project/engine-model';
import { Project } from '../project/revision';
import { RevisionSnapshot } from './revision-snapshot';
import type { OpenWorkspace, Snapshot, WorkspaceOptions } from './snapshot';

/** Opens a kernel tree, or a bare folder of C files, for analysis. Reads nothing until the first snapshot. */
export const openWorkspace: OpenWorkspace = (root, options) => {
  const view = options.lifecycle === undefined ? tpm : engineView(options.lifecycle);
  const folders = foldersOf(options, view);
  const project = new Project({
    files: options.files,
    root,
    folders,
    headers: view.headers,
    model: engineModel(view),
    fields: [...kernelModel().fieldsByName.values()],
  });
  let last: { readonly of: object; readonly snapshot: Snapshot } | null = null;
  return {
    root,
    setBuffer: (file, text) => project.setBuffer(file, text),
    invalidate: (file) => project.invalidate(file),
    snapshot: (token = neverCancelled) => {
      const revision = project.revision(token);
      if (last?.of === revision) return last.snapshot;
      const snapshot = new RevisionSnapshot(root, revision, options, { folders, lifecycle: view });
      last = { of: revision, snapshot };
      return snapshot;
    },
  };
};

/** The subsystem and its callers always belong to the program; a bare folder is a program of its own. */
function foldersOf(options: WorkspaceOptions, lifecycle: Lifecycle): string[] {
  const asked = [...options.folders, ...options.paths];
  return options.folders.includes('.') ? asked : [...new Set([...lifecycle.folders, ...asked])];
}
