import { assertNever } from '../base/assert-never';
import type { Block, Expr, FunctionIr, Op, Terminator, TypeRef } from './types';

/**
 * Readable, stable text of a control-flow graph: expected output of the fixtures and content of "Show CFG".
 * `lineOf` turns an offset in the definition into what the reader knows; without it offsets are printed.
 */
export function printCfg(
  ir: FunctionIr,
  lineOf: (offset: number) => number | string = (at) => `@${at}`,
): string {
  const params = ir.params.map((param) => printDeclared(param.type, param.name)).join(', ');
  const kind = ir.isMacro ? 'macro ' : `${ir.isStatic ? 'static ' : ''}${ir.isInline ? 'inline ' : ''}`;
  const lines = [`${kind}${printDeclared(ir.returns, `${ir.name}(${params})`).trim()}`];
  if (ir.presence.length > 0)
    lines.push(`  if ${ir.presence.map((it) => (it.negated ? '!' : '') + it.symbol).join(' && ')}`);
  for (const block of ir.blocks) lines.push(...printBlock(block, lineOf));
  if (ir.deadMarks.length > 0) lines.push(`dead: ${ir.deadMarks.map(lineOf).join(' ')}`);
  for (const gap of ir.gaps) lines.push(`gap ${lineOf(gap.span.start)}: ${gap.reason}`);
  return lines.join('\n');
}

function printBlock(block: Block, lineOf: (offset: number) => number | string): string[] {
  return [
    `b${block.id}:`,
    ...block.ops.map((op) => `  ${printOp(op, lineOf)}`),
    `  ${printTerminator(block.end)}`,
  ];
}

export function printType(type: TypeRef): string {
  return printDeclared(type, '').trimEnd();
}

/** The type around a name, as in a C declaration: `int (*done)()`, `struct x *all[]`. */
function printDeclared(type: TypeRef, name: string): string {
  const base = `${type.record ? 'struct ' : ''}${type.name}`;
  const stars = '*'.repeat(type.pointers);
  const array = type.array ? '[]' : '';
  const declarator = type.callable ? `${stars}(*${name}${array})()` : `${stars}${name}${array}`;
  return base === '' ? declarator : `${base} ${declarator}`;
}

function printOp(op: Op, lineOf: (offset: number) => number | string): string {
  switch (op.op) {
    case 'assign':
      return `${printExpr(op.target)} = ${printExpr(op.value)}`;
    case 'call': {
      const args = op.args.map((arg, i) => {
        const type = op.typeArgs?.[i];
        return type === undefined ? printExpr(arg) : `<${printType(type)}>`;
      });
      return `${op.result === null ? '' : `${op.result} = `}call ${printExpr(op.callee)}(${args.join(', ')})`;
    }
    case 'declare':
      return `declare ${printDeclared(op.type, op.name)}`;
    case 'cleanup':
      return `cleanup ${op.form} ${op.name} ${op.variable}(${op.args.map(printExpr).join(', ')})`;
    case 'scope-end':
      return `scope-end ${op.variables.join(', ')}`;
    case 'mark':
      return `-- ${lineOf(op.at)} ${op.what}`;
    case 'gap':
      return `gap ${op.reason}`;
    default:
      return assertNever(op);
  }
}

function printTerminator(end: Terminator): string {
  switch (end.t) {
    case 'jump':
      return `-> b${end.to}`;
    case 'branch':
      return `if ${printExpr(end.cond)} -> b${end.yes} else b${end.no}`;
    case 'switch': {
      const cases = end.cases.map((one) => {
        if (one.values === null) return `default -> b${one.to}`;
        const values = one.values.map((value) =>
          'k' in value ? printExpr(value) : `${printExpr(value[0])} ... ${printExpr(value[1])}`,
        );
        return `${values.join(', ')} -> b${one.to}`;
      });
      return `switch ${printExpr(end.value)}: ${cases.join('; ')}`;
    }
    case 'return':
      return end.value === null ? 'return' : `return ${printExpr(end.value)}`;
    case 'stop':
      return 'stop';
    default:
      return assertNever(end);
  }
}

/** C-like text of an expression; operands that are not names or paths are parenthesised. */
export function printExpr(expr: Expr): string {
  switch (expr.k) {
    case 'var':
      return expr.name;
    case 'field':
      return expr.base.k === 'deref'
        ? `${operand(expr.base.base)}->${expr.name}`
        : `${operand(expr.base)}.${expr.name}`;
    case 'index':
      return `${operand(expr.base)}[${printExpr(expr.index)}]`;
    case 'deref':
      return `*${operand(expr.base)}`;
    case 'addr':
      return `&${operand(expr.base)}`;
    case 'num':
      return String(expr.value);
    case 'str':
      return JSON.stringify(expr.text);
    case 'unary':
      return `${expr.op}${operand(expr.arg)}`;
    case 'binary':
      return `${operand(expr.left)} ${expr.op} ${operand(expr.right)}`;
    case 'cast':
      return `(${printType(expr.type)})${operand(expr.arg)}`;
    case 'container':
      return `container_of(${printExpr(expr.ptr)}, ${expr.type}, ${expr.member})`;
    case 'config':
      return `[${expr.symbol}]`;
    case 'opaque':
      return `?${expr.what}`;
    default:
      return assertNever(expr);
  }
}

function operand(expr: Expr): string {
  const simple =
    expr.k === 'var' ||
    expr.k === 'num' ||
    expr.k === 'str' ||
    expr.k === 'field' ||
    expr.k === 'index' ||
    expr.k === 'container' ||
    expr.k === 'config' ||
    expr.k === 'opaque';
  return simple ? printExpr(expr) : `(${printExpr(expr)})`;
}
