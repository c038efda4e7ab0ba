/** Layer B: the packaged extension as a user sees it, with a screenshot of each station in `test/artefacts`. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from './page.mjs';
import { kernelDirectory } from './paths.mjs';
import { assert, assertIncludes, Report } from './report.mjs';
import { checkLook } from './ui-look.mjs';
import { installExtension, vsix } from './vsix.mjs';
import { until } from './wait.mjs';
import { newPage, startBrowser, startServer } from './workbench.mjs';
import { copyKernel, scratchFolder, unrelatedWorkspace } from './workspace.mjs';

const chip = 'drivers/char/tpm/tpm-chip.c';
const head = 'int tpm_try_get_ops(struct tpm_chip *chip)';
/** The first lens comes after the whole start: workbench, extension, server, analysis. */
const startMilliseconds = 120_000;

export async function runUiTests() {
  const file = vsix();
  const scratch = scratchFolder('ui');
  const server = await startServer(scratch);
  const browser = await startBrowser();
  const { page, foreign } = await newPage(browser);
  page.setDefaultTimeout(20_000);
  const folder = copyKernel(kernelDirectory(), join(scratch, 'linux'));
  const bench = new Workbench(page, server, folder);
  const report = new Report('ui', (name) => bench.screenshot(`failed-${name.replaceAll(/\W+/g, '-')}`));
  try {
    installExtension(file, server.userData, server.extensions);
    await inKernel(report, bench, readFileSync(join(folder, chip), 'utf8').split('\n'));
    await checkLook(report, bench);
    await elsewhere(report, new Workbench(page, server, unrelatedWorkspace(join(scratch, 'unrelated'))));
    await report.check('asks no other machine', async () => assert(foreign.length === 0, foreign.join('\n')));
  } finally {
    await browser.close();
    await server.stop();
    if (report.failed === 0) rmSync(scratch, { recursive: true, force: true });
    else console.log(`kept ${scratch}`);
  }
  return report;
}

/** `lines` is the text of tpm-chip.c, to find places by their code. */
async function inKernel(report, bench, lines) {
  const { page } = bench;
  const headLine = lines.indexOf(head) + 1;
  const lineAfter = (text, from = headLine) =>
    lines.findIndex((line, at) => at >= from && line.includes(text)) + 1;
  const lock = lineAfter('mutex_lock(&chip->tpm_mutex);');
  const unlock = lineAfter('mutex_unlock(&chip->tpm_mutex);');

  await report.check('a lens tells what tpm_try_get_ops holds', async () => {
    await bench.open(chip, headLine + 12);
    const lens = bench.lens('ops_sem (read)');
    await lens.waitFor({ timeout: startMilliseconds });
    await bench.screenshot('lenses');
  });

  await report.check('lenses stand at the lines that change the state', async () => {
    await bench.lens(/tpm_mutex/).waitFor();
  });

  await report.check('a hover explains the lock', async () => {
    await bench.goTo(lock);
    const hover = await bench.hover('tpm_mutex');
    assertIncludes(await hover.textContent(), 'Show full state', 'hover');
    await bench.screenshot('hover');
    await page.keyboard.press('Escape');
  });

  await report.check('the language status counts files and findings', async () => {
    const item = page.locator('#workbench\\.parts\\.statusbar [id="status.languageStatus"]').first();
    await item.hover();
    await page
      .locator('.hover-language-status', { hasText: /TPM Lifecycle: \d+ files?, \d+ findings?/ })
      .first()
      .waitFor();
    await bench.screenshot('status');
    await page.mouse.move(5, 5);
  });

  await report.check('the palette traces the removal into the tree', async () => {
    await bench.command('TPM Lifecycle: Trace Removal Path (tpm_chip_unregister)');
    await bench.rows('ops_sem').first().waitFor();
    const label = await bench.rows('ops_sem').first().getAttribute('aria-label');
    assertIncludes(label, 'Step ', 'accessible label');
    await bench.screenshot('trace-tree');
  });

  await report.check('a click on a step opens its line', async () => {
    const row = bench.rows('down_write').first();
    const line = /:(\d+)$/.exec(await row.getAttribute('aria-label'))[1];
    await row.click();
    await page
      .locator('.statusbar-item', { hasText: `Ln ${line},` })
      .first()
      .waitFor();
    await bench.screenshot('trace-step');
  });

  await report.check('the editor numbers the steps, and a walk goes on from there', async () => {
    await page.locator('.view-line', { hasText: 'down_write' }).first().waitFor();
    await until('the number beside the fence', () =>
      page.evaluate(() => {
        const after = [...document.querySelectorAll('.view-line span')].map(
          (span) => getComputedStyle(span, '::after').content,
        );
        return after.some((text) => /\[\d+\/\d+\].fence:.waits.for.everyone/.test(text));
      }),
    );
    const selected = () =>
      page.locator('.pane-body .monaco-list-row.selected[role=treeitem]').first().getAttribute('aria-label');
    const number = async () => Number(/Step (\d+) of/.exec(await selected())?.[1]);
    const before = await number();
    await bench.command('TPM Lifecycle: Go to Next Trace Step');
    await until('the next step', async () => (await number()) === before + 1);
    await bench.command('TPM Lifecycle: Go to Previous Trace Step');
    await until('the step before', async () => (await number()) === before);
  });

  await report.check('the trace opens as text', async () => {
    await bench.command('TPM Lifecycle: Open Trace as Text');
    await page.locator('.tab', { hasText: 'tpm_chip_unregister.tpm-trace' }).first().waitFor();
    // The document is longer than the editor: look for the first fence as a reader would.
    await page.keyboard.press('Control+f');
    await page.keyboard.type('FENCE');
    await page.keyboard.press('Enter');
    await page.locator('.editor-instance .view-line', { hasText: 'FENCE' }).first().waitFor();
    await page.keyboard.press('Escape');
    await bench.screenshot('trace-text');
  });

  await report.check('clearing the trace brings the welcome back', async () => {
    await bench.command('TPM Lifecycle: Clear Trace');
    await page.locator('.welcome-view-content', { hasText: 'to see locks and fences' }).first().waitFor();
    await bench.command('View: Close Editor');
    await bench.command('View: Show Explorer');
  });

  await report.check('the state at the cursor opens as text', async () => {
    await bench.open(chip, lock, 3);
    await bench.lens('ops_sem (read)').waitFor({ timeout: startMilliseconds });
    await bench.command('TPM Lifecycle: Show Lock State at Cursor');
    await page.locator('.tab', { hasText: 'State tpm-chip.c' }).first().waitFor();
    await page.locator('.editor-instance .view-line', { hasText: 'reached from' }).first().waitFor();
    await bench.screenshot('state');
    await bench.command('View: Close Editor');
  });

  await report.check('the state moves to inlay hints with the setting', async () => {
    await bench.open(chip, headLine + 12);
    await bench.lens('ops_sem (read)').waitFor({ timeout: startMilliseconds });
    const before = JSON.parse(readFileSync(join(bench.server.userData, 'User/settings.json'), 'utf8'));
    await bench.changeSettings({ ...before, 'tpmLifecycle.stateDisplay.as': 'inlayHints' });
    await bench.lineWith('down_read(&chip->ops_sem);holds ops_sem (read)').waitFor();
    await bench.lens(/Takes tpm_mutex/).waitFor({ state: 'hidden' });
    await bench.screenshot('inlay-hints');
    await bench.changeSettings(before);
    await bench.lens('ops_sem (read)').waitFor();
  });

  await report.check('a deleted unlock is underlined and listed', async () => {
    await bench.focusEditor();
    await bench.goTo(unlock);
    await page.keyboard.press('Control+Shift+k');
    await page.locator('.monaco-editor .squiggly-warning, .monaco-editor .squiggly-error').first().waitFor();
    await bench.screenshot('squiggle');
    await bench.command('Problems: Focus on Problems View');
    // The list shows only the rows that fit; the findings of other files come first.
    await page
      .locator('.markers-panel-filter-container input, .panel .viewpane-filter input')
      .first()
      .fill('tpm-chip.c');
    await page.locator('.markers-panel .monaco-list-row', { hasText: 'still held' }).first().waitFor();
    await bench.screenshot('problems');
  });

  await report.check('undo takes the finding away', async () => {
    await bench.focusEditor();
    await page.keyboard.press('Control+z');
    await page
      .locator('.markers-panel .monaco-list-row', { hasText: 'still held' })
      .first()
      .waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+j');
  });
}

async function elsewhere(report, bench) {
  await report.check('says what to do where there are no sources', async () => {
    await bench.open('src/main.c');
    await bench.page.locator('.activitybar .action-label[aria-label^="TPM Lifecycle"]').first().click();
    const welcome = bench.page
      .locator('.welcome-view-content', { hasText: 'No Linux TPM sources found' })
      .first();
    await welcome.waitFor();
    await welcome.getByText('Select Kernel Tree...').waitFor();
    await bench.screenshot('no-sources');
  });

  await report.check('offers no trace where there are no sources', async () => {
    const titles = (await bench.offered('TPM Lifecycle')).join('\n');
    assertIncludes(titles, 'Select Kernel Tree', 'palette');
    assert(!titles.includes('Trace Removal'), `palette:\n${titles}`);
  });
}
