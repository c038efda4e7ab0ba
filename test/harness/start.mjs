#!/usr/bin/env node
/**
 * `npm start`: from a fresh checkout to the product in front of you. Installs packages, fetches a kernel, builds,
 * packages the extension and opens it in a workbench. `-- --check` prints findings and the removal trace instead.
 */
import { ensureKernel, namedKernel } from './kernel-source.mjs';
import { checkNode, ensureDependencies, must, run, runMain, Stop, say } from './steps.mjs';

const usage = 'usage: npm start -- [--check] [--kernel DIR]';

function parseArguments(args) {
  const options = { check: false, kernel: null };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--check') options.check = true;
    else if (args[i] === '--kernel' && args[i + 1]) options.kernel = args[++i];
    else if (args[i] === '--help') {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    } else throw new Stop(`unknown argument ${args[i]}; ${usage}`);
  }
  return options;
}

/** Exit code of a query: findings (1) are an answer, not a failure. */
async function ask(...args) {
  say(`\n$ tpm-lifecycle ${args.join(' ')}`);
  const code = await run(process.execPath, ['out/server/src/cli.js', ...args]);
  if (code > 1) throw new Stop(`the command above ended with exit code ${code}.`);
}

await runMain(async () => {
  const options = parseArguments(process.argv.slice(2));
  checkNode();
  // A wrong folder should be said before a long installation.
  const named = options.kernel === null ? null : namedKernel(options.kernel);
  await ensureDependencies();
  const kernel = named ?? (await ensureKernel('6.12'));
  say('Building ...');
  await must('npm', ['run', '--silent', 'build'], 'the build failed; its messages are above.');
  if (options.check) {
    await ask('check', '--kernel', kernel);
    await ask('trace', 'tpm_chip_unregister', '--kernel', kernel);
    return 0;
  }
  await must('npm', ['run', '--silent', 'package'], 'the extension could not be packaged; see above.');
  return run(process.execPath, ['test/editor/open.mjs', '--kernel', kernel]);
});
