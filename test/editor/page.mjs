/** The workbench as a user drives it: palette, editor, views. Selectors are those of VS Code 1.139. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts } from './paths.mjs';
import { until } from './wait.mjs';
import { address, remote } from './workbench.mjs';

export class Workbench {
  constructor(page, server, folder) {
    this.page = page;
    this.server = server;
    this.folder = folder;
  }

  /** Loads the workbench with the folder open, and a file of it at a line and column when given. */
  async open(file, line = 1, column = 1) {
    const payload = file
      ? [
          ['openFile', `${remote(this.server, join(this.folder, file))}:${line}:${column}`],
          ['gotoLineMode', 'true'],
        ]
      : [];
    await this.page.goto(address(this.server, this.folder, payload));
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    if (file)
      await this.page
        .locator('.editor-instance .monaco-editor .view-line')
        .first()
        .waitFor({ timeout: 60_000 });
  }

  /** Runs a command by its whole title, category included. The first match of the palette is often another one. */
  async command(title) {
    const widget = this.page.locator('.quick-input-widget');
    await this.page.keyboard.press('F1');
    await widget.locator('input').first().fill(`>${title}`);
    await widget.locator('.quick-input-list .label-name').getByText(title, { exact: true }).first().click();
    await widget.waitFor({ state: 'hidden' });
  }

  /** Puts the cursor of the active editor on the first character of the code on a line. */
  async goTo(line) {
    const widget = this.page.locator('.quick-input-widget');
    await this.page.keyboard.press('F1');
    await widget.locator('input').first().fill(`:${line}`);
    await this.page.keyboard.press('Enter');
    await widget.waitFor({ state: 'hidden' });
    await this.page
      .locator('.statusbar-item', { hasText: `Ln ${line},` })
      .first()
      .waitFor();
    await this.page.keyboard.press('Home');
  }

  /** Replaces the user's settings in the editor, as a user without a settings page would. */
  async changeSettings(settings) {
    const { page } = this;
    await this.command('Preferences: Open User Settings (JSON)');
    await page.locator('.tab.active', { hasText: 'settings.json' }).first().waitFor();
    await page.locator('.editor-instance .view-line', { hasText: 'workbench.startupEditor' }).first().click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(JSON.stringify(settings));
    const dirty = page.locator('.tab.active.dirty').first();
    await dirty.waitFor();
    await page.keyboard.press('Control+s');
    await dirty.waitFor({ state: 'hidden' });
    await this.command('View: Close Editor');
  }

  /** Titles of the commands that the palette offers for `text`. */
  async offered(text) {
    const { page } = this;
    const widget = page.locator('.quick-input-widget');
    await page.keyboard.press('F1');
    await widget.locator('input').first().fill(`>${text}`);
    const rows = widget.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    const titles = await rows.allInnerTexts();
    await page.keyboard.press('Escape');
    await widget.waitFor({ state: 'hidden' });
    return titles;
  }

  /** Off-screen lenses exist but are hidden, so only visible ones count. */
  lens(text) {
    return this.page.locator('.codelens-decoration', { hasText: text }).filter({ visible: true }).first();
  }

  /** A line of code with its hints, which are several spans without a class of their own. */
  lineWith(text) {
    return this.page.locator('.view-line', { hasText: text }).filter({ visible: true }).first();
  }

  /**
   * Opens the hover at the cursor. The command sometimes shows nothing, for a reason that was not found; a few tries
   * make it reliable.
   */
  async hover(text) {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: text }).first();
    await until(
      `a hover with "${text}"`,
      async () => {
        await this.command('Show or Focus Hover');
        await hover.waitFor({ timeout: 3_000 });
        return true;
      },
      30_000,
    );
    // It fades in; a screenshot should not catch it half way.
    await until('the hover to stand still', () =>
      hover.evaluate((node) => getComputedStyle(node).opacity === '1'),
    );
    return hover;
  }

  /** Gives the focus back to the editor. */
  async focusEditor() {
    await this.page.keyboard.press('Control+1');
  }

  /** Rows of the tree in the view with this title. */
  rows(text) {
    return this.page.locator('.pane-body .monaco-list-row[role=treeitem]', { hasText: text });
  }

  async screenshot(name) {
    mkdirSync(artefacts, { recursive: true });
    await this.page.screenshot({ path: join(artefacts, `${name}.png`) });
  }
}
