import { expect, test } from 'vitest';
import { rules } from '../../server/src/model/rules';

test('rules are unique, in kebab-case, and never an error', () => {
  const ids = rules.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(11);
  for (const rule of rules) {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(rule.severity, rule.id).not.toBe('error');
  }
});

test('every rule says what is wrong and shows it', () => {
  for (const { id, title, explanation, bad, good } of rules) {
    expect(title, id).toMatch(/^[A-Z][^.]*$/);
    expect(explanation, id).toMatch(/^[A-Z].*\.$/);
    for (const example of [bad, good]) {
      expect(example, id).toMatch(/\n}$/);
      expect((example.match(/{/g) ?? []).length, id).toBe((example.match(/}/g) ?? []).length);
      expect(example, `${id}: indented with spaces`).not.toMatch(/^ /m);
    }
    expect(bad, id).not.toBe(good);
  }
});
