/**
 * Developer command: how much of a kernel tree the dialect masks cleanly.
 *   npx esbuild test/syntax/measure-dialect.mts --bundle --platform=node --external:tree-sitter --external:tree-sitter-c \
 *     --outfile=/tmp/measure.cjs && NODE_PATH=node_modules node /tmp/measure.cjs TREE [every] [shapes] [all]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseItem, readSource } from '../../server/src/syntax/source-file';
import { childrenOf, kindOf, type SyntaxTree } from '../../server/src/syntax/tree';
import { countFunctions } from './count-functions';

const [root = '.', everyText = '1', showText = '0', listAll = ''] = process.argv.slice(2);
const every = Number(everyText);
/** A clean tree is not enough: it has to be one function definition. */
function isDefinition(tree: SyntaxTree): boolean {
  const kinds = childrenOf(tree, 0).map((node) => kindOf(tree, node));
  return kinds.filter((kind) => kind === 'function_definition').length === 1 && kinds.length === 1;
}
const files: string[] = [];
const visit = (folder: string) => {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) visit(path);
    else if (/\.[ch]$/.test(entry.name)) files.push(path);
  }
};
visit(root);
let functions = 0;
let bad = 0;
let broken = 0;
let misread = 0;
let otherBad = 0;
let counted = 0;
let read = 0;
let omitted = 0;
const shapes = new Map<string, { count: number; samples: string[] }>();
const kinds = new Map<string, number>();
const miscounts: string[] = [];
for (let i = 0; i < files.length; i += every) {
  const path = files[i] ?? '';
  const text = readFileSync(path, 'utf8');
  const started = performance.now();
  const source = readSource(path, text);
  read += performance.now() - started;
  const names = new Set<number>();
  for (const item of source.items) {
    kinds.set(item.kind, (kinds.get(item.kind) ?? 0) + 1);
    if (item.kind === 'macro-use' || item.kind === 'define' || item.kind === 'include') continue;
    const line = text.slice(0, item.span.start).split('\n').length;
    const trees = item.arms.map((_, arm) => parseItem(item, arm));
    const tree = trees.find((one) => one.errors.length > 0);
    if (item.armsOmitted) omitted++;
    if (item.kind === 'function') {
      functions++;
      names.add(item.span.end);
      if (item.broken) {
        broken++;
        if (listAll) console.log(`BROKEN ${path}:${line} ${item.name}`);
      }
      if (tree) bad++;
      else if (trees.some((one) => !isDefinition(one))) {
        misread++;
        console.log(`MISREAD ${path}:${line} ${item.name}`);
      }
    } else if (tree) otherBad++;
    for (const arm of item.arms)
      if (arm.masked.length !== item.span.end - item.span.start) console.log('LENGTH', path, item.name);
    if (tree && (item.kind === 'function' || listAll)) {
      const node = tree.errors[0] ?? 0;
      const at = tree.start[node] ?? 0;
      const lineStart = tree.text.lastIndexOf('\n', at) + 1;
      const lineEnd = tree.text.indexOf('\n', at);
      const where = line + text.slice(item.span.start, item.span.start + at).split('\n').length - 1;
      const shape = `${item.kind} ${kindOf(tree, node)} ${tree.text
        .slice(at, at + 12)
        .replace(/\w+/g, 'w')
        .replace(/\s+/g, ' ')}`;
      const entry = shapes.get(shape) ?? { count: 0, samples: [] };
      entry.count++;
      entry.samples.push(
        `${path}:${where}: ${tree.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trim()}`,
      );
      shapes.set(shape, entry);
    }
  }
  const expected = countFunctions(text);
  counted += expected.length;
  if (expected.length !== names.size)
    miscounts.push(`${path}: ${names.size} read, ${expected.length} counted`);
}
console.log({
  files: Math.ceil(files.length / every),
  functions,
  counted,
  bad,
  percent: (100 * bad) / functions,
  broken,
  misread,
  otherBad,
  omitted,
  readMs: Math.round(read),
});
console.log(Object.fromEntries(kinds));
const show = Number(showText);
for (const [shape, { count, samples }] of [...shapes].sort((a, b) => b[1].count - a[1].count).slice(0, show))
  console.log(`${count}  ${shape}\n    ${samples.slice(0, 3).join('\n    ')}`);
console.log(miscounts.length, 'files with another count');
console.log(miscounts.slice(0, show).join('\n'));
