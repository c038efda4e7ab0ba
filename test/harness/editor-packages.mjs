import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureSystemPackages, root } from './steps.mjs';

/** Debian packages that the editor tests need; one name a line, `#` starts a comment. */
function editorPackages() {
  const list = join(root, 'test/editor/apt-packages.txt');
  if (!existsSync(list)) return [];
  return readFileSync(list, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

export async function ensureEditorPackages() {
  await ensureSystemPackages(editorPackages());
}
