import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKbuild } from '../../server/src/cli/kbuild';
import { driver, driverFile, smallTree } from '../cli/small-tree';
import { Scratch } from '../harness/scratch';
import { projectRoot } from '../tidy/sources';

/** The command as it is built. */
const command = join(projectRoot, 'out/server/src/cli.js');

/** The rule of scripts/Makefile.build and flags as a configured 6.12 gives them, in a tree that compiles nothing. */
const makefile = `VERSION = 6
PATCHLEVEL = 12
CHECK = sparse
CHECKFLAGS := -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise -Wno-return-void --arch=x86 -mlittle-endian -m64
c_flags = -Wp,-MMD,$(@D)/.$(@F).d -nostdinc -I./arch/x86/include -I./include -include ./include/linux/kconfig.h \\
  -D__KERNEL__ -fmacro-prefix-map=./= -std=gnu11 -fshort-wchar -funsigned-char -m64 -mcmodel=kernel -O2 \\
  --param=allow-store-data-races=0 -fno-stack-protector -Wall -Wno-format -DKBUILD_MODFILE='"drivers/char/tpm/small"' \\
  -DKBUILD_BASENAME='"small"' -D__KBUILD_MODNAME=kmod_small
objects := drivers/char/tpm/small.o drivers/char/tpm/tpm-chip.o drivers/char/other.o
all: $(objects)
$(objects): %.o: %.c
	@$(CHECK) $(CHECKFLAGS) $(c_flags) $<
.PHONY: $(objects)
`;

const tree = new Scratch();
beforeAll(() => {
  tree.write({
    ...smallTree,
    Makefile: makefile,
    [driverFile]: driver(true),
    'drivers/char/other.c': driver(true),
  });
});
afterAll(() => tree.remove());

const make = (check: string, ...words: string[]) =>
  spawnSync('make', ['-C', tree.root, '--no-print-directory', `CHECK=${check}`, ...words], {
    encoding: 'utf8',
  });

describe('make C=2', () => {
  test('prints findings of the subsystem only, and the build goes on', () => {
    expect(existsSync(command), 'npm run build comes first').toBe(true);
    const { status, stdout, stderr } = make(`node ${command} check --kbuild`, '-j2');
    expect(stdout).toMatch(/^drivers\/char\/tpm\/small\.c:7 small_read\(\) warn: .* \[lock-leak\]\n/);
    expect(stdout).not.toContain('other.c');
    expect([status, stderr]).toEqual([0, '']);
  });

  test('with a format of ours among the flags', () => {
    const { status, stdout } = make(
      `node ${command} check --format gcc --kbuild`,
      'drivers/char/tpm/small.o',
    );
    expect(stdout).toMatch(/^drivers\/char\/tpm\/small\.c:7:\d+: warning: /);
    expect(status).toBe(0);
  });

  test('an option that is misspelt stops it', () => {
    const { status, stderr } = make(
      `node ${command} check --format gnu --kbuild`,
      'drivers/char/tpm/small.o',
    );
    expect(stderr).toContain('check has no format gnu');
    expect(status).not.toBe(0);
  });
});

describe('a call of Kbuild', () => {
  const words = (line: string) => readKbuild(line.split(' '), '/b/out');

  test('is told from a check, and from calls for other files', () => {
    expect(words('check drivers/char/tpm/a.c')).toBeNull();
    expect(words('trace --kbuild x.c')).toBeNull();
    expect(words('check --kbuild -m64 ../drivers/net/a.c')).toBe('other subsystem');
    expect(words('check --kbuild -m64 ../drivers/char/tpm/a.S')).toBe('other subsystem');
    expect(words('check --kbuild -m64')).toBe('other subsystem');
  });

  test('keeps our options and drops the flags, wherever they stand', () => {
    expect(
      words(
        'check --kbuild --enable=lock-leak -D__linux__ --arch=x86 -include a.h --format gcc -o x ../security/keys/trusted-keys/a.c',
      ),
    ).toEqual({
      words: ['check', '--enable=lock-leak', '--format', 'gcc', '--', '../security/keys/trusted-keys/a.c'],
    });
  });
});
