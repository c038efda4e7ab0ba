import type { BinaryOp } from '../ir/types';

/** What two known numbers give; undefined where JavaScript's numbers cannot say it as C would. */
export function fold(op: BinaryOp, x: number, y: number): number | undefined {
  switch (op) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0 ? undefined : Math.trunc(x / y);
    case '%':
      return y === 0 ? undefined : x % y;
    case '<<':
      return y < 0 || y > 52 ? undefined : x * 2 ** y;
    case '>>':
      return y < 0 || y > 52 ? undefined : Math.floor(x / 2 ** y);
    case '&':
      return x >= 0 && y >= 0 && (x > 0x7fffffff || y > 0x7fffffff) ? undefined : x & y;
    case '|':
      return x >= 0 && y >= 0 && (x > 0x7fffffff || y > 0x7fffffff) ? undefined : x | y;
    case '^':
      return x ^ y;
    case '==':
      return x === y ? 1 : 0;
    case '!=':
      return x !== y ? 1 : 0;
    case '<':
      return x < y ? 1 : 0;
    case '<=':
      return x <= y ? 1 : 0;
    case '>':
      return x > y ? 1 : 0;
    case '>=':
      return x >= y ? 1 : 0;
    case '&&':
      return x !== 0 && y !== 0 ? 1 : 0;
    case '||':
      return x !== 0 || y !== 0 ? 1 : 0;
  }
}
