#!/usr/bin/env node
/**
 * `npm test`: set-up included, everything a contributor needs to trust a change. The last line is the total.
 *
 *   npm test                 all of it
 *   npm test -- --unit       vitest only (unit, fixtures, and real kernels where they are already at hand)
 *   npm test -- --kernel DIR uses that tree as Linux 6.12
 *
 * Every step counts one when it is not itself a test runner, so a broken build is a failure in the total too.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureEditorPackages } from './editor-packages.mjs';
import { ensureKernel, namedKernel } from './kernel-source.mjs';
import { checkNode, ensureDependencies, root, run, runAndKeep, runMain, Stop, say } from './steps.mjs';

const total = { passed: 0, failed: 0 };
const usage = 'usage: npm test -- [--unit] [--kernel DIR]';

function parseArguments(args) {
  const options = { unit: false };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--unit') options.unit = true;
    else if (args[i] === '--kernel' && args[i + 1]) process.env.TPM_KERNEL_DIR = namedKernel(args[++i]);
    else throw new Stop(`unknown argument ${args[i]}; ${usage}`);
  }
  return options;
}

function add(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}

/** Runs one step with its name and time; a thrown Stop counts as a failure. Returns whether it went well. */
async function step(name, body) {
  say(`\n=== ${name}`);
  const before = performance.now();
  let ok = true;
  try {
    ok = await body();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    ok = false;
  }
  say(`--- ${name}: ${ok ? 'done' : 'FAILED'} in ${((performance.now() - before) / 1000).toFixed(1)} s`);
  return ok;
}

/** A step that is no test runner: one in the total. */
async function counted(name, body) {
  const ok = await step(name, body);
  add(ok ? 1 : 0, ok ? 0 : 1);
  return ok;
}

const succeeds = async (command, ...args) => (await run(command, args)) === 0;

async function vitest() {
  const report = join(root, '.cache/vitest.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run('npx', ['vitest', 'run', '--config', 'test/vitest.config.mts', ...reporters]);
  const counts = readCounts(report);
  add(counts.passed, counts.failed);
  // A file that cannot be loaded, or a runner that dies, must not look like success.
  if (code !== 0 && counts.failed === 0) add(0, 1);
  return code === 0;
}

function readCounts(report) {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    const files = json.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    return { passed: json.numPassedTests, failed: json.numFailedTests + files.length };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** The editor runner ends with a line `N passed, N failed`. */
async function editorTests() {
  const { code, output } = await runAndKeep(process.execPath, ['test/editor/run.mjs']);
  const last = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  const [passed, failed] = last ? [Number(last[1]), Number(last[2])] : [0, 0];
  add(passed, failed === 0 && code !== 0 ? 1 : failed);
  return code === 0 && failed === 0;
}

async function prepare(options) {
  await ensureDependencies();
  if (options.unit) return true;
  await ensureEditorPackages();
  process.env.TPM_KERNEL_DIR = await ensureKernel('6.12');
  process.env.TPM_KERNEL_DIR_61 = await ensureKernel('6.1');
  return true;
}

async function everything(options) {
  if (!(await counted('set-up', () => prepare(options)))) return;
  if (!options.unit) {
    // The build type-checks first; everything later needs its output.
    const built = await counted('build', () => succeeds('npm', 'run', '--silent', 'build'));
    await counted('lint', () => succeeds('npx', 'biome', 'ci', '.'));
    await step('unit, fixture and real-kernel tests', vitest);
    if (!built) return;
    if (!(await counted('package', () => succeeds('npm', 'run', '--silent', 'package')))) return;
    await step('editor tests', editorTests);
    return;
  }
  await step('unit and fixture tests', vitest);
}

await runMain(async () => {
  const options = parseArguments(process.argv.slice(2));
  checkNode();
  await everything(options);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});
