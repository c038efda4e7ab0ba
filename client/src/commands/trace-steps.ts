import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../services';
import { type Move, moved, type TraceFilter } from '../trace-filter';
import { filterWords } from '../trace-view';

/** Walking through the active trace, without the mouse and without losing the place. */

export const nextStep = (services: Services): Promise<void> => go(services, 'next');
export const previousStep = (services: Services): Promise<void> => go(services, 'previous');
export const firstStep = (services: Services): Promise<void> => go(services, 'first');
export const lastStep = (services: Services): Promise<void> => go(services, 'last');

async function go({ traceView }: Services, move: Move): Promise<void> {
  const { active } = traceView;
  const step = active && moved(traceView.steps, traceView.current?.n ?? null, move);
  if (!active || !step) return;
  await traceView.select(step);
  if (step.file === null) return;
  const uri = vscode.Uri.file(path.join(active.root, step.file));
  const start = new vscode.Position(step.line - 1, 0);
  // The focus stays in the tree or in the editor, wherever the command was given.
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(start, start),
    preserveFocus: true,
    preview: true,
  });
}

/** Chooses which steps are shown; the name of a filter may be given instead of asking. */
export async function filterTrace({ traceView }: Services, given?: unknown): Promise<void> {
  if (!traceView.active) return;
  const filters = Object.keys(filterWords()) as TraceFilter[];
  const named = filters.find((filter) => filter === given);
  const filter = named ?? (await askFor(filters, traceView.filter));
  if (filter) await traceView.setFilter(filter);
}

async function askFor(
  filters: readonly TraceFilter[],
  present: TraceFilter,
): Promise<TraceFilter | undefined> {
  const items = filters.map((filter) => ({
    label: filterWords()[filter],
    description: filter === present ? vscode.l10n.t('shown now') : '',
    filter,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Show Steps of the Trace'),
  });
  return picked?.filter;
}
