import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own below the system's temporary one; `remove` when done. */
export class Scratch {
  readonly root = mkdtempSync(join(tmpdir(), 'tpm-lifecycle-'));

  write(files: Readonly<Record<string, string | Buffer>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    return this;
  }

  /** Runs git in the folder, untouched by whatever the machine configures; answers its output. */
  git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.org',
      '-c',
      'commit.gpgsign=false',
    ];
    return execFileSync('git', ['-C', this.root, ...identity, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    }).trim();
  }

  /** Writes the files and commits everything; answers the commit. */
  commit(files: Readonly<Record<string, string | Buffer>>): string {
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'change');
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
