import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/**
 * Tells the compiler of JavaScript to inline little. A run of the command is over in half a second, in which the
 * compiler spends more time on long inlined functions than they will ever give back, and it does so beside the
 * program, on processors that share their caches. Measured over minutes it makes no difference. Call it first thing.
 */
export function preferQuickCompiles(): void {
  setFlagsFromString('--max-inlined-bytecode-size=50');
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');
  setFlagsFromString('--no-turbo-inline-array-builtins');
  for (const pass of ['peeling', 'rotation', 'variable']) setFlagsFromString(`--no-turbo-loop-${pass}`);
}

/** Letters of the hash that ends a bundle and begins its compiled form. */
const MARK = 64;

/**
 * Runs a bundle as `require` would, but from its compiled form (`.compiled` beside it, made by the build) where there
 * is one of this very bundle. The compiler checks that it made the form itself; else it compiles the text, as ever.
 */
export function runBundle(path: string, load: NodeJS.Require): void {
  // Bundles are plain ASCII: read so, the text needs neither decoding nor two bytes a letter.
  const text = readFileSync(path, 'latin1');
  const compiled = readCompiled(`${path}.compiled`, text.slice(-MARK));
  const script = new Script(`(function(require){${text}\n})`, { filename: path, ...compiled });
  (script.runInThisContext() as (require: NodeJS.Require) => void)(load);
}

function readCompiled(path: string, mark: string): { readonly cachedData: Buffer } | null {
  try {
    const bytes = readFileSync(path);
    return bytes.toString('latin1', 0, MARK) === mark ? { cachedData: bytes.subarray(MARK) } : null;
  } catch {
    return null;
  }
}
