/** How it looks and how it is driven by keys alone: graph, themes, zoom, walkthrough. Screenshots in `test/artefacts`. */
import { assert, assertIncludes } from './report.mjs';
import { until } from './wait.mjs';

const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

/** Assumes a kernel folder with its driver open and analysed. */
export async function checkLook(report, bench) {
  const { page } = bench;
  const graph = () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  const current = () => graph().locator('[role=treeitem]:focus');
  const number = async (row) => Number(await row.getAttribute('data-n'));

  await report.check('a trace is walked by keys alone', async () => {
    await bench.command('TPM Lifecycle: Trace Removal Path (tpm_chip_unregister)');
    const focused = () => page.locator('.pane-body .monaco-list-row.focused[role=treeitem]').first();
    const label = async () => (await focused().getAttribute('aria-label')) ?? '';
    await until('the first step to have the focus', async () => (await label()).startsWith('Step 1 of'));
    await page.keyboard.press('ArrowDown');
    await until('the second row', async () => !(await label()).startsWith('Step 1 of'));
    const line = /:(\d+)$/.exec(await label())[1];
    await page.keyboard.press('Enter');
    await page
      .locator('.statusbar-item', { hasText: `Ln ${line},` })
      .first()
      .waitFor();
    await bench.command('TPM Lifecycle: Focus on Trace View');
    await page.keyboard.press('Control+c');
    await page.locator('.statusbar-item', { hasText: 'Trace copied as plain text' }).first().waitFor();
  });

  await report.check('a trace opens as a graph of rows with lanes', async () => {
    await bench.command('TPM Lifecycle: Open Trace as Graph');
    const rows = graph().locator('[role=treeitem]');
    await rows.first().waitFor();
    const steps = await rows.count();
    const label = await rows.first().getAttribute('aria-label');
    assertIncludes(label, `Step 1 of ${steps}`, 'label of the first row');
    const fences = graph().locator('.row.fence');
    assert((await fences.count()) > 2, 'there is no fence');
    assertIncludes(await graph().locator('.legend').textContent(), 'ops_sem', 'legend');
    await fences.last().scrollIntoViewIfNeeded();
    await bench.screenshot('graph');
  });

  await report.check('the graph is driven by keys', async () => {
    await graph().locator('[role=treeitem]').first().focus();
    await page.keyboard.press('End');
    const last = await number(current());
    assert(last > 50, `End leads to ${last}`);
    await page.keyboard.press('Home');
    await until('the first row', async () => (await number(current())) === 1);
    await page.keyboard.press('-');
    assert((await current().getAttribute('aria-expanded')) === 'false', 'it is not folded');
    assert(await graph().locator('[data-n="2"]').isHidden(), 'its steps are shown');
    await page.keyboard.press('+');
    assert(await graph().locator('[data-n="2"]').isVisible(), 'its steps are hidden');
    await page.keyboard.press('ArrowDown');
    const label = await current().getAttribute('aria-label');
    const line = /:(\d+)(?:,|$)/.exec(label)[1];
    await page.keyboard.press('Enter');
    await page
      .locator('.statusbar-item', { hasText: `Ln ${line},` })
      .first()
      .waitFor();
  });

  await report.check('the graph reads well at twice the size', async () => {
    await page.setViewportSize({ width: 700, height: 450 });
    const wide = await graph()
      .locator('body')
      .evaluate((body) => body.scrollWidth > body.clientWidth + 1);
    await page.setViewportSize({ width: 1400, height: 900 });
    assert(!wide, 'it has to be scrolled sideways');
  });

  await report.check('every theme shows trace and graph', async () => {
    const before = bench.server.settings;
    for (const [name, theme] of Object.entries(themes)) {
      await bench.changeSettings({ ...before, 'workbench.colorTheme': theme });
      const dark = name === 'dark' || name === 'high-contrast';
      await until(`the theme ${theme}`, () =>
        page.evaluate(
          ([kind, contrast]) => {
            const bench = document.querySelector('.monaco-workbench').classList;
            const wanted = contrast ? (kind ? 'hc-black' : 'hc-light') : kind ? 'vs-dark' : 'vs';
            return bench.contains(wanted);
          },
          [dark, name.startsWith('high')],
        ),
      );
      await graph().locator('.row.fence').last().scrollIntoViewIfNeeded();
      await bench.screenshot(`theme-${name}`);
    }
    await bench.changeSettings(before);
  });

  await report.check('the walkthrough opens when it is asked for', async () => {
    await bench.command('TPM Lifecycle: Clear Trace');
    await bench.command('View: Close All Editors');
    await bench.command('TPM Lifecycle: Open Walkthrough');
    await page.locator('.gettingStartedContainer', { hasText: 'Walk through the removal' }).first().waitFor();
    await page.locator('[role=checkbox][aria-checked=true]').first().waitFor();
    await page
      .frameLocator('iframe.webview.ready')
      .frameLocator('iframe#active-frame')
      .locator('svg')
      .first()
      .waitFor();
    await bench.screenshot('walkthrough');
    await bench.command('View: Close All Editors');
  });
}
