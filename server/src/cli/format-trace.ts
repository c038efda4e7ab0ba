import type { TraceReport } from '../features/reports';
import { traceDot, traceMermaid } from '../features/trace-graph';
import { traceText } from '../features/trace-text';
import { traceJson } from './format-json';

/** A trace in the wanted format. */
export function formatTrace(trace: TraceReport, format: string): string {
  switch (format) {
    case 'json':
      return traceJson(trace);
    case 'mermaid':
      return traceMermaid(trace);
    case 'dot':
      return traceDot(trace);
    default:
      return traceText(trace);
  }
}
