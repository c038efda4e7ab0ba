import { LineIndex } from '../../server/src/base/line-index';
import { lowerFile } from '../../server/src/ir/file-facts';
import { printCfg } from '../../server/src/ir/print-cfg';
import type { FileFacts } from '../../server/src/ir/types';
import { readSource } from '../../server/src/syntax/source-file';

export function factsOf(text: string, path = 'a.c'): FileFacts {
  return lowerFile(readSource(path, text));
}

/** Graphs of all functions of a text, with the lines of the text. */
export function printFile(path: string, text: string): string {
  const facts = factsOf(text, path);
  const lines = new LineIndex(text);
  const graphs = facts.functions.map(({ ir, start }) => printCfg(ir, (at) => lines.line(start + at)));
  const gaps = facts.gaps.map((gap) => `file gap ${lines.line(gap.span.start)}: ${gap.reason}`);
  return [...graphs, ...gaps].join('\n\n');
}
