import { expect, test } from 'vitest';
import { noneOf, readCondition } from '../../server/src/syntax/conditions';

const on = (symbol: string) => ({ symbol, negated: false });
const off = (symbol: string) => ({ symbol, negated: true });

test.each([
  ['#ifdef CONFIG_A', [on('CONFIG_A')]],
  ['# ifndef CONFIG_A /* why */', [off('CONFIG_A')]],
  ['#if defined CONFIG_A', [on('CONFIG_A')]],
  ['#if defined(CONFIG_A) && \\\n !defined( CONFIG_B )', [on('CONFIG_A'), off('CONFIG_B')]],
  ['#if IS_ENABLED(CONFIG_A)', [on('CONFIG_A')]],
  ['#if !IS_REACHABLE(CONFIG_A) // no', [off('CONFIG_A')]],
  ['#if (IS_BUILTIN(CONFIG_A) && IS_MODULE(CONFIG_B))', [on('CONFIG_A'), on('CONFIG_B')]],
  ['#if !(defined(CONFIG_A))', [off('CONFIG_A')]],
  ['#if !(defined(CONFIG_A) && X > 1)', [off('defined(CONFIG_A) && X > 1')]],
  ['#if defined(CONFIG_A) || defined(CONFIG_B)', [on('defined(CONFIG_A) || defined(CONFIG_B)')]],
  ['#if CONFIG_A', [on('CONFIG_A')]],
  ['#if VERSION >= KERNEL(5, 1)', [on('VERSION >= KERNEL(5, 1)')]],
  ['#if (A) && (B)', [on('A'), on('B')]],
  ['#if &&', [on('&&')]],
])('%s', (directive, literals) => {
  expect(readCondition(directive)).toEqual({ literals });
});

test.each([
  ['#if 0', false],
  ['#if 1', true],
  ['#if !0', true],
  ['#ifdef __KERNEL__', true],
  ['#ifdef __cplusplus', false],
  ['#if defined(CONFIG_A) && 0', false],
  ['#if defined(CONFIG_A) && !defined(CONFIG_A)', false],
])('%s is %s', (directive, value) => {
  expect(readCondition(directive)).toEqual({ value });
});

test('the else of a conjunction is one literal', () => {
  const text = '#if defined(CONFIG_A) && defined(CONFIG_B)';
  expect(noneOf([{ condition: readCondition(text), text }])).toEqual({
    literals: [off('defined(CONFIG_A) && defined(CONFIG_B)')],
  });
});
