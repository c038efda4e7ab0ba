import type { Logger } from '../base/logger';
import type { Rule } from '../model/types';
import type { ClientFacts } from './capabilities';
import type { OpenDocuments } from './documents';
import type { CursorParams } from './protocol';
import type { Settings } from './settings';
import type { SteadyLenses } from './steady-lenses';
import type { Target } from './to-lsp';
import type { Tree, Workspaces } from './workspaces';

/** What the handlers share: one per connection. */
export interface Session {
  readonly logger: Logger;
  readonly documents: OpenDocuments;
  readonly workspaces: Workspaces;
  readonly steadyLenses: SteadyLenses;
  readonly rules: readonly Rule[];
  facts: ClientFacts;
  settings: Settings;
  cursor: CursorParams | null;
}

export function targetOf(session: Session, tree: Tree): Target {
  return {
    facts: session.facts,
    uri: (file) => session.workspaces.uri(tree.root, file),
    line: (uri, line) => session.workspaces.line(uri, line),
  };
}
