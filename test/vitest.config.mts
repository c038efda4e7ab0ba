import { defineConfig } from 'vitest/config';

/** One configuration for every test below test/, except the editor's own runner. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/editor/**', '**/node_modules/**'],
    // The native parser is loaded per process; worker threads would share its global state.
    pool: 'forks',
    // The first question about a real kernel analyses all of it, on a machine that may be busy.
    testTimeout: 60_000,
    reporters: ['default'],
  },
});
