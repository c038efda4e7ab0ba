import { describe, expect, test } from 'vitest';
import { negation } from '../../server/src/features/trace/branch-conditions';
import { changed, traceOf } from './subsystem';

/** Condition of the call of `chip_push` when the end of the removal reads like this. */
function conditionIn(body: string): string | null | undefined {
  const texts = changed(['\tif (chip->ops)\n\t\tchip_push(chip);\n', body]);
  return traceOf('chip_withdraw', texts).steps.find((step) => step.callee === 'chip_push')?.condition;
}

describe('what decides whether a step runs', () => {
  test.each([
    ['\tchip_push(chip);\n', null],
    ['\tif (chip->ops && chip->flags & 1)\n\t\tchip_push(chip);\n', 'chip->ops && chip->flags & 1'],
    [
      '\tif (chip->flags & 1 || chip->flags & 2)\n\t\tchip_push(chip);\n',
      'chip->flags & 1 || chip->flags & 2',
    ],
    ['\tif (!chip->ops || chip->flags & 2)\n\t\tchip_push(chip);\n', '!chip->ops || chip->flags & 2'],
    ['\tif (!chip->ops)\n\t\tgoto out;\n\tchip_push(chip);\nout:\n', 'chip->ops'],
    [
      '\tif (chip->flags < 3)\n\t\tdown_read(&chip->ops_sem);\n\telse\n\t\tchip_push(chip);\n',
      '!(chip->flags < 3)',
    ],
    ['#ifdef CONFIG_A\n\tchip_push(chip);\n#endif\n', 'CONFIG_A'],
    ['#ifndef CONFIG_A\n\tchip_push(chip);\n#endif\n', '!CONFIG_A'],
    ['\twhile (chip->flags)\n\t\tchip_push(chip);\n', null],
    ['\twhile (chip->flags)\n\t\tchip->flags--;\n\tchip_push(chip);\n', null],
  ])('%j: %s', (body, condition) => {
    expect(conditionIn(body)).toBe(condition);
  });
});

test.each([
  ['x', '!x'],
  ['!x', 'x'],
  ['chip->ops', '!chip->ops'],
  ['is_ready(chip)', '!is_ready(chip)'],
  ['a < b', '!(a < b)'],
  ['a > b', '!(a > b)'],
  ['CONFIG_X', '!CONFIG_X'],
])('the opposite of %s is %s', (text, opposite) => {
  expect(negation(text)).toBe(opposite);
});
