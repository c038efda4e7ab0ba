import { baseName } from './lookup';
import type { TraceReport, TraceStep } from './reports';
import { toAscii } from './text-table';
import { stateDifference, traceTitle } from './trace-text';

/** A trace as Mermaid or DOT text, steps in order, for other programs to draw. */

/** Mermaid refuses texts over 50,000 characters and is unreadable long before. */
export const maxMermaidNodes = 60;

export function traceMermaid(trace: TraceReport): string {
  const steps = trace.steps.slice(0, maxMermaidNodes);
  const lines = ['flowchart TD', `  root["${mermaidText(`${trace.root}()`)}"]`];
  const shapes: Partial<Record<TraceStep['kind'], readonly [string, string]>> = {
    fence: ['{{"', '"}}'],
    retract: ['[["', '"]]'],
    branch: ['{"', '"}'],
  };
  for (const step of steps) {
    const [open, close] = shapes[step.kind] ?? ['["', '"]'];
    lines.push(`  s${step.n}${open}${mermaidText(nodeText(step, trace))}${close}`);
  }
  for (const step of steps) lines.push(`  ${parentId(step)} --> s${step.n}`);
  const left = trace.steps.length - steps.length;
  if (left > 0) lines.push(`  more["${left} more steps not shown"]`);
  return `${toAscii([`%% ${traceTitle(trace)}`, ...lines].join('\n'))}\n`;
}

export function traceDot(trace: TraceReport): string {
  const lines = [
    `digraph "${dotText(traceTitle(trace))}" {`,
    '  rankdir=LR; ordering=out;',
    '  node [shape=box, fontname="monospace"];',
    `  root [label="${dotText(`${trace.root}()`)}"];`,
  ];
  for (const step of trace.steps) {
    const shape = step.kind === 'fence' ? ', shape=octagon' : step.kind === 'branch' ? ', shape=diamond' : '';
    lines.push(`  s${step.n} [label="${dotText(nodeText(step, trace))}"${shape}];`);
  }
  for (const step of trace.steps) lines.push(`  ${parentId(step)} -> s${step.n};`);
  return `${toAscii([...lines, '}'].join('\n'))}\n`;
}

function parentId(step: TraceStep): string {
  return step.parent === null ? 'root' : `s${step.parent}`;
}

function nodeText(step: TraceStep, trace: TraceReport): string {
  const name = trace.direction === 'callers' ? `${step.function}()` : step.text;
  const kind = step.kind === 'call' ? '' : `${step.kind}: `;
  const change = stateDifference(step.before, step.after);
  const parts = [`${step.n} ${kind}${name}`, `${baseName(step.file)}:${step.line}`];
  if (step.condition) parts.push(`if ${step.condition}`);
  if (change) parts.push(change);
  return parts.join('\n');
}

/** Inside Mermaid quotes: entities for what would end or nest the text. */
function mermaidText(text: string): string {
  return text
    .replace(/&/g, '#amp;')
    .replace(/"/g, '#quot;')
    .replace(/</g, '#lt;')
    .replace(/>/g, '#gt;')
    .replace(/\n/g, '<br/>');
}

function dotText(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
