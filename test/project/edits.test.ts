import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../server/src/features/snapshot';
import { memoryFileSystem } from '../harness/memory-file-system';
import { openTree } from '../harness/open-tree';

const file = 'drivers/char/tpm/a.c';
const start = `#include <linux/mutex.h>

struct fix_chip {
	struct mutex lock;
	int flags;
};

static int fix_take(struct fix_chip *chip)
{
	mutex_lock(&chip->lock);
	return 0;
}

static void fix_give(struct fix_chip *chip)
{
	mutex_unlock(&chip->lock);
}

int fix_use(struct fix_chip *chip)
{
	fix_take(chip);
	if (chip->flags)
		return -EIO;
	fix_give(chip);
	return 0;
}
`;

const open = (text: string): Workspace =>
  openTree('/tree', memoryFileSystem(new Map([[`/tree/${file}`, text]])));

function everything(workspace: Workspace): string {
  const snapshot = workspace.snapshot();
  return JSON.stringify([snapshot.state(file), snapshot.findings(file), snapshot.gaps(file)]);
}

const edits: readonly [string, (text: string) => string][] = [
  ['lines above a function', (text) => `\n\n\n${text}`],
  [
    'a comment inside a function',
    (text) => text.replace('	if (chip->flags)', '	/* why */\n	if (chip->flags)'),
  ],
  ['a callee that no longer takes the lock', (text) => text.replace('	mutex_lock(&chip->lock);\n', '')],
  [
    'a callee that takes it again',
    (text) => text.replace('{\n	return 0;', '{\n	mutex_lock(&chip->lock);\n	return 0;'),
  ],
  [
    'a new function in front',
    (text) =>
      text.replace(
        'static int fix_take',
        'static int fix_new(int a)\n{\n	return a;\n}\n\nstatic int fix_take',
      ),
  ],
  ['a renamed member', (text) => text.replaceAll('flags', 'state')],
  ['an unfinished line', (text) => text.replace('	fix_give(chip);', '	fix_give(ch')],
  ['the line finished', (text) => text.replace('	fix_give(ch\n', '	fix_give(chip);\n')],
  [
    'a comment inside a callee',
    (text) => text.replace('	mutex_lock(&chip->lock);\n', '	/* why */\n	mutex_lock(&chip->lock);\n'),
  ],
];

describe('after each edit', () => {
  const edited = open(start);
  edited.snapshot();
  let text = start;
  for (const [name, edit] of edits) {
    it(`${name}: the same as a fresh start`, () => {
      const next = edit(text);
      expect(next).not.toBe(text);
      text = next;
      edited.setBuffer(file, text);
      expect(everything(edited)).toBe(everything(open(text)));
    });
  }

  it('shows the lock that leaks where it now stands', () => {
    const workspace = open(start);
    workspace.snapshot().findings(file);
    workspace.setBuffer(file, `\n\n${start}`);
    const [finding] = workspace.snapshot().findings(file);
    expect(finding).toMatchObject({ rule: 'lock-leak', line: 25, function: 'fix_use' });
  });

  it('goes back to what is on disk when the buffer is closed', () => {
    const workspace = open(start);
    const before = everything(workspace);
    workspace.setBuffer(file, `${start}\nint fix_more;\n`);
    workspace.snapshot();
    workspace.setBuffer(file, null);
    expect(everything(workspace)).toBe(before);
  });
});

describe('files that cannot be read', () => {
  it('are named as gaps, and the others are analysed', () => {
    const texts = memoryFileSystem(
      new Map([
        [`/tree/${file}`, start],
        ['/tree/drivers/char/tpm/big.c', ''],
      ]),
    );
    const files = {
      ...texts,
      readFile: (path: string) => (path.endsWith('big.c') ? null : texts.readFile(path)),
    };
    const snapshot = openTree('/tree', files).snapshot();
    expect(snapshot.files).toEqual([file, 'drivers/char/tpm/big.c']);
    expect(snapshot.gaps('drivers/char/tpm/big.c').map((gap) => gap.reason)).toEqual([
      'not read: too large, or reading is not allowed',
    ]);
    expect(snapshot.findings(file).map((finding) => finding.rule)).toEqual(['lock-leak']);
  });
});
