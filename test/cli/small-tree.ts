import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../fixtures/kernel');

/** The small kernel tree of the fixtures, as texts by path. */
export const smallTree: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
);

/** A driver that gives its lock back on every way, and one that forgets it on one. */
export const driver = (isLeaky: boolean): string => `#include "tpm.h"

int small_read(struct tpm_chip *chip, int count)
{
	mutex_lock(&chip->tpm_mutex);
	if (count < 0)${isLeaky ? '' : ' {\n\t\tmutex_unlock(&chip->tpm_mutex);'}
		return -EINVAL;${isLeaky ? '' : '\n\t}'}
	mutex_unlock(&chip->tpm_mutex);
	return 0;
}
`;

export const driverFile = 'drivers/char/tpm/small.c';
