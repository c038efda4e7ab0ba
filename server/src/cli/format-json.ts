import {
  orderedCheck,
  orderedFile,
  orderedFinding,
  orderedState,
  orderedTrace,
} from '../features/ordered-json';
import type { CheckReport, StateReport, TraceReport } from '../features/reports';

/** JSON with the keys of the interface, in its order. */
export function checkJson(report: CheckReport): string {
  return `${JSON.stringify(orderedCheck(report), null, 2)}\n`;
}

/** One finding per line. */
export function checkJsonl(report: CheckReport): string {
  return report.findings.map((finding) => `${JSON.stringify(orderedFinding(finding))}\n`).join('');
}

/** One line per function: the report of a folder has megabytes, and stays comparable with line tools. */
export function stateJson(report: StateReport): string {
  const { schema, tree } = orderedState({ ...report, files: [] });
  const files = report.files.map((file) => {
    const ordered = orderedFile(file);
    const functions = ordered.functions.map((fn) => JSON.stringify(fn)).join(',\n');
    return `{"file":${JSON.stringify(ordered.file)},"functions":[\n${functions}\n]}`;
  });
  return `{"schema":${JSON.stringify(schema)},"tree":${JSON.stringify(tree)},"files":[\n${files.join(',\n')}\n]}\n`;
}

export function traceJson(report: TraceReport): string {
  return `${JSON.stringify(orderedTrace(report), null, 2)}\n`;
}
