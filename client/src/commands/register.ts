import * as vscode from 'vscode';
import type { Services } from '../services';
import { addToBaseline } from './add-to-baseline';
import { auditField } from './audit';
import { toggleChangedLinesOnly } from './changed-lines';
import { clearTrace } from './clear-trace';
import { compareRemoval } from './compare-removal';
import { cycleStateDisplay } from './cycle-state-display';
import { explainFinding } from './explain-finding';
import { exportSarif } from './export-sarif';
import { copyTraceDot, copyTraceMermaid, copyTraceText, saveTrace } from './export-trace';
import { openGraph } from './open-graph';
import { openWalkthrough } from './open-walkthrough';
import { restartServer } from './restart-server';
import { selectTree } from './select-tree';
import { showOutput } from './show-output';
import { compareState, showState, whoCanRun } from './show-state';
import { showTraceText } from './show-trace-text';
import { traceAgain } from './trace';
import { traceCallersOfHere } from './trace-callers-of-here';
import { traceFinding } from './trace-finding';
import { traceFromHere } from './trace-from-here';
import { traceRemoval } from './trace-removal';
import { filterTrace, firstStep, lastStep, nextStep, previousStep } from './trace-steps';
import { traceTransmit } from './trace-transmit';

/** Arguments come from lenses and hovers as the server wrote them, or from menus; each command checks its own. */
// biome-ignore lint/suspicious/noExplicitAny: VS Code passes whatever the caller gave.
type Command = (services: Services, ...args: any[]) => Promise<void>;

/** Without the prefix `tpmLifecycle.`; titles and menus are in package.json. */
const commands: Readonly<Record<string, Command>> = {
  addToBaseline,
  auditField,
  clearTrace,
  compareRemoval,
  compareState,
  copyTraceDot,
  copyTraceMermaid,
  copyTraceText,
  cycleStateDisplay,
  explainFinding,
  exportSarif,
  filterTrace,
  firstStep,
  lastStep,
  nextStep,
  openGraph,
  openWalkthrough,
  previousStep,
  restartServer,
  saveTrace,
  selectTree,
  showOutput,
  showState,
  showTraceText,
  traceAgain,
  traceCallersOfHere,
  traceFinding,
  traceFromHere,
  traceRemoval,
  toggleChangedLinesOnly,
  traceTransmit,
  whoCanRun,
};

/** Registers all commands. The user asked for them, so the user sees when one fails. */
export function registerCommands(services: Services): vscode.Disposable[] {
  return Object.entries(commands).map(([name, command]) =>
    vscode.commands.registerCommand(`tpmLifecycle.${name}`, async (...args: unknown[]) => {
      try {
        await command(services, ...args);
      } catch (error) {
        services.output.error(
          `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
        const message = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(`TPM Lifecycle: ${message}`);
      }
    }),
  );
}
