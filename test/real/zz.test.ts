import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guarded, refactorings } from '../mutants/refactorings';
import { cutFunction } from '../mutants/function-text';
import { newest, workspaceOf } from './kernels';
test('all', () => {
  const kernel = newest!;
  const ws = workspaceOf(kernel);
  const base = ws.snapshot();
  const out: unknown[] = [];
  const key = (f: any) => `${f.rule}|${f.function}|${f.object}`;
  for (const file of base.files.filter((f) => /^(drivers\/char\/tpm|security\/keys\/trusted-keys)\/.*\.c$/.test(f))) {
    const source = readFileSync(join(kernel.root, file), 'utf8');
    const before = base.findings(file).map(key).sort();
    const gaps0 = base.gaps(file).length;
    for (const [name, ref] of [...Object.entries(refactorings), ['guard', guarded] as const]) {
      let text = source; let n = 0;
      for (const o of [...base.outline(file)].sort((a, b) => b.start - a.start)) {
        const fn = cutFunction(base, file, source, o.name);
        if (base.outline(file).filter((x) => x.name === o.name).length > 1) continue;
        const r = ref(fn);
        if (r === null) continue;
        if (!text.includes(fn.text)) { console.log('no', o.name); continue; }
        n++;
        text = text.replace(fn.text, () => r);
      }
      ws.setBuffer(file, text);
      const s = ws.snapshot();
      const after = s.findings(file);
      const gaps = s.gaps(file);
      const fresh = after.filter((f) => !before.includes(key(f)));
      const gone = before.filter((b) => !after.some((f) => key(f) === b));
      out.push({ name, file, n, fresh: fresh.map((f) => `${f.function} ${f.rule}: ${f.message} | ${text.split('\n')[f.line - 1]}`), gone, gaps: gaps.length - gaps0 ? gaps.map(g => `${g.function} ${g.reason}`) : [] });
      if (process.env.KEEP === `${name}|${file}`) writeFileSync('/tmp/te/kept.c', text);
      ws.setBuffer(file, null);
    }
  }
  writeFileSync('/tmp/te/refactor.json', JSON.stringify(out, null, 1));
  expect(out.length).toBeGreaterThan(10);
}, 1800_000);
