#!/usr/bin/env node
/**
 * `npm run bench [-- --kernel DIR] [--runs N] [--edits N] [--scale FOLDER]`: measures, asserts nothing.
 *   cold     the command from process start against tree-sitter alone on the same bytes, alternating, medians
 *   memory   largest resident size of that command
 *   scale    the same with a folder of many times the source beside it: time must grow no faster than the source
 *   edit     from didChange to the lens answer and to the diagnostics, in the server over its standard streams
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureKernel, namedKernel } from '../harness/kernel-source.mjs';
import { root, runMain, Stop } from '../harness/steps.mjs';
import { LspSession } from './lsp-session.mjs';

const cli = join(root, 'out/server/src/cli.js');
const say = (text) => process.stdout.write(`${text}\n`);

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function timed(args, env = process.env) {
  const before = performance.now();
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], env });
  const took = performance.now() - before;
  if (result.status === null || result.status > 1)
    throw new Stop(`this failed: node ${args.join(' ')}\n${result.stderr}`);
  return took;
}

function measureCold(kernel, runs) {
  const check = [cli, 'check', 'drivers/char/tpm', '--kernel', kernel, '-q'];
  const parse = [join(root, 'test/bench/parse-only.mjs'), join(kernel, 'drivers/char/tpm')];
  const times = { check: [], parse: [] };
  timed(check);
  timed(parse);
  for (let i = 0; i < runs; i++) {
    times.parse.push(timed(parse));
    times.check.push(timed(check));
  }
  const checkMedian = quantile(times.check, 0.5);
  const parseMedian = quantile(times.parse, 0.5);
  say(
    `cold    check ${checkMedian.toFixed(0)} ms, tree-sitter alone ${parseMedian.toFixed(0)} ms, medians of ${runs}`,
  );
  say(`        ratio ${(checkMedian / parseMedian).toFixed(2)} (goal: at most 4)`);
  measureMemory(check);
}

function measureMemory(check) {
  say(`memory  ${megabytesOf(check)} MB at most (goal: under 250)`);
}

/** Largest resident size of one run, in MB. */
function megabytesOf(check) {
  const folder = mkdtempSync(join(tmpdir(), 'tpm-lifecycle-bench-'));
  try {
    const file = join(folder, 'rss');
    timed(['--require', join(root, 'test/bench/max-rss.cjs'), ...check], {
      ...process.env,
      BENCH_RSS_FILE: file,
    });
    return (Number(readFileSync(file, 'utf8')) / 1024).toFixed(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes of the .c and .h files below a folder. */
function sourceBytes(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && /\.[ch]$/.test(entry.name))
      bytes += statSync(join(entry.parentPath, entry.name)).size;
  return bytes;
}

function measureScale(kernel, folder) {
  if (!existsSync(join(kernel, folder))) return;
  const small = sourceBytes(join(kernel, 'drivers/char/tpm'));
  const times = sourceBytes(join(kernel, folder)) / small + 1;
  const check = (what) => [cli, 'check', ...what, '--kernel', kernel, '-q'];
  const one = quantile(
    [0, 1, 2].map(() => timed(check(['drivers/char/tpm']))),
    0.5,
  );
  const both = check(['drivers/char/tpm', folder]);
  const longer = timed(both) / one;
  say(
    `scale   with ${folder} ${times.toFixed(1)} times the source, ${longer.toFixed(1)} times the time, ${megabytesOf(both)} MB`,
  );
}

/** Small edits as typed: a comment, half a statement, a missing unlock; each is taken back by the next. */
const typed = ['/* x */', 'if (', 'return rc;', '{'];

async function measureEdits(kernel, edits) {
  const path = join(kernel, 'drivers/char/tpm/tpm-chip.c');
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const line = text.slice(0, text.indexOf('down_read(&chip->ops_sem);')).split('\n').length - 1;
  const session = new LspSession(process.execPath, [cli, 'lsp', '--stdio']);
  const published = (version) =>
    session.waitFor(
      'textDocument/publishDiagnostics',
      (params) => params.uri === uri && (params.version ?? version) >= version,
      5000,
    );
  const rootUri = pathToFileURL(kernel).href;
  const textDocument = { publishDiagnostics: { versionSupport: true }, codeLens: {} };
  await session.request('initialize', { processId: process.pid, rootUri, capabilities: { textDocument } });
  session.notify('initialized', {});
  const first = published(1);
  session.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  await first;
  await session.request('textDocument/codeLens', { textDocument: { uri } });

  const lens = [];
  const diagnostics = [];
  let missing = 0;
  for (let i = 0; i < edits; i++) {
    const insert = i % 2 === 0;
    const what = typed[(i >> 1) % typed.length];
    const start = { line, character: 1 };
    const range = { start, end: insert ? start : { line, character: 1 + what.length } };
    const version = i + 2;
    const before = performance.now();
    const answer = published(version).then((params) => (params === null ? null : performance.now() - before));
    session.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: insert ? what : '' }],
    });
    await session.request('textDocument/codeLens', { textDocument: { uri } });
    lens.push(performance.now() - before);
    const took = await answer;
    if (took === null) missing++;
    else diagnostics.push(took);
  }
  await session.close();
  const line2 = (name, values) =>
    say(
      `edit    ${name} p50 ${quantile(values, 0.5).toFixed(1)} ms, p95 ${quantile(values, 0.95).toFixed(1)} ms`,
    );
  line2('to lens answer ', lens);
  line2('to diagnostics ', diagnostics);
  say(
    `        ${edits} edits in tpm-chip.c (goal: p95 within 50 ms)${missing > 0 ? `, ${missing} without diagnostics` : ''}`,
  );
}

function parseArguments(args) {
  const options = { kernel: null, runs: 7, edits: 100, scale: 'drivers/iio' };
  for (let i = 0; i < args.length; i += 2) {
    const value = args[i + 1];
    if (value === undefined) throw new Stop(`${args[i]} needs a value.`);
    if (args[i] === '--kernel') options.kernel = namedKernel(value);
    else if (args[i] === '--runs') options.runs = Number(value);
    else if (args[i] === '--edits') options.edits = Number(value);
    else if (args[i] === '--scale') options.scale = value;
    else
      throw new Stop(
        `unknown argument ${args[i]}; usage: npm run bench -- [--kernel DIR] [--runs N] [--edits N] [--scale FOLDER]`,
      );
  }
  return options;
}

await runMain(async () => {
  const options = parseArguments(process.argv.slice(2));
  if (!existsSync(cli)) throw new Stop('there is no build; run: npm run build');
  const kernel = options.kernel ?? (await ensureKernel('6.12'));
  measureCold(kernel, options.runs);
  measureScale(kernel, options.scale);
  await measureEdits(kernel, options.edits);
});
