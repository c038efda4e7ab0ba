import type { ProgramFunction } from '../../analysis/program';
import type { State } from '../../analysis/state';
import type { Span } from '../../base/span';
import type { Block, Expr, Op } from '../../ir/types';
import type { SubsystemLifecycle } from '../../model/lifecycles';
import type { Mode } from '../../model/types';
import type { AuditUse } from '../audit-report';
import type { TraceSource } from './trace-source';

/** A field with what the lifecycle model says of its guard. */
export interface AuditedField {
  readonly struct: string;
  readonly field: string;
  readonly lock: string;
  readonly primitive: string;
  readonly use: Mode;
  readonly retract: Mode | null;
  readonly valid: string | null;
  readonly says: string | null;
}

/** Fields that may be used only under a lock: those that are retracted, and those that are merely shared. */
export function auditedFields(lifecycle: SubsystemLifecycle): AuditedField[] {
  const retracted = lifecycle.guarded.map((row) => ({
    struct: lifecycle.subject.struct,
    field: row.field,
    lock: row.lock.path,
    primitive: row.lock.primitive,
    use: row.use,
    retract: row.retract,
    valid: row.validWhen === 'true' ? 'true' : 'not NULL',
    says: row.says ?? null,
  }));
  const shared = (lifecycle.shared ?? []).map((row) => ({
    struct: row.struct,
    field: row.field,
    lock: row.lock.path,
    primitive: row.lock.primitive,
    use: row.use,
    retract: null,
    valid: null,
    says: row.says ?? null,
  }));
  return [...retracted, ...shared];
}

/** A place where a field is used, with the states there. */
export interface Use {
  readonly fn: ProgramFunction;
  readonly block: number;
  /** Offset of the field's name in the function. */
  readonly at: number;
  readonly text: string;
  readonly access: AuditUse['access'];
  /** The object whose field it is. */
  readonly subject: Expr;
  readonly states: readonly State[];
}

type FieldExpr = Extract<Expr, { k: 'field' }>;

/** All uses of a field, in order of files and positions. */
export function fieldUses(source: TraceSource, audited: AuditedField): Use[] {
  return source.program.list.flatMap((fn) => {
    if (fn.ir.isMacro || !mentions(fn, audited.field)) return [];
    return new FieldUses(source, audited, fn).find();
  });
}

/** Cheap look before types are asked for. */
function mentions(fn: ProgramFunction, field: string): boolean {
  return fn.ir.blocks.some(
    ({ ops, end }) =>
      ops.some((op) => expressionsOf(op).some((expr) => fieldsIn(expr, field).length > 0)) ||
      (end.t === 'branch' && fieldsIn(end.cond, field).length > 0) ||
      ((end.t === 'return' || end.t === 'switch') &&
        end.value !== null &&
        fieldsIn(end.value, field).length > 0),
  );
}

class FieldUses {
  private readonly source: TraceSource;
  private readonly audited: AuditedField;
  private readonly fn: ProgramFunction;
  private readonly uses = new Map<string, Use>();

  constructor(source: TraceSource, audited: AuditedField, fn: ProgramFunction) {
    this.source = source;
    this.audited = audited;
    this.fn = fn;
  }

  find(): Use[] {
    for (const block of this.fn.ir.blocks) {
      for (const op of block.ops) {
        if (op.op === 'mark' || op.op === 'scope-end') continue;
        for (const { expr, access } of accesses(op)) this.add(block, op, op.at, expr, access);
      }
      const { end } = block;
      if (end.t === 'branch') this.add(block, null, end.at, end.cond, 'test');
      if ((end.t === 'return' || end.t === 'switch') && end.value !== null)
        this.add(block, null, end.at, end.value, 'read');
    }
    return [...this.uses.values()].sort((a, b) => a.at - b.at);
  }

  private add(block: Block, op: Op | null, span: Span, expr: Expr, access: AuditUse['access']): void {
    const { source, fn, audited } = this;
    for (const found of fieldsIn(expr, audited.field)) {
      if (source.program.typeOf(found.base, fn)?.name !== audited.struct) continue;
      const whole = source.rawText(fn, span.start, span.end);
      const offset = new RegExp(`(?:->|\\.)\\s*${audited.field}\\b`).exec(whole);
      const at = span.start + (offset === null ? 0 : offset.index + offset[0].length - audited.field.length);
      const isDirect = found === stripped(expr);
      const kind =
        access === 'write' && !isDirect
          ? 'read'
          : access === 'test' && !isTest(expr, found)
            ? 'read'
            : access;
      const key = `${at}|${kind}`;
      if (this.uses.has(key)) continue;
      this.uses.set(key, {
        fn,
        block: block.id,
        at,
        text: whole.replace(/\s+/g, ' ').trim(),
        access: kind,
        subject: found.base,
        states: this.statesAt(block, op, span.start),
      });
    }
  }

  /** States before an operation, or at the end of a block. */
  private statesAt(block: Block, op: Op | null, at: number): readonly State[] {
    const operations = this.source.operations(this.fn.index).filter((one) => one.block === block.id);
    if (op !== null) return operations.find((one) => one.op === op)?.before ?? [];
    const last = operations.at(-1);
    if (last !== undefined) return last.after;
    const marks = this.source.result(this.fn.index)?.marks.filter((mark) => mark.at <= at) ?? [];
    return marks.reduce((a, b) => (b.at >= a.at ? b : a), marks[0] ?? { at: 0, states: [] }).states;
  }
}

/** Expressions of an operation with how a field in them is used. */
function accesses(op: Op): { readonly expr: Expr; readonly access: AuditUse['access'] }[] {
  if (op.op === 'assign')
    return [
      { expr: op.value, access: 'read' },
      { expr: op.target, access: 'write' },
    ];
  if (op.op === 'call')
    return [
      { expr: op.callee, access: 'call' },
      ...op.args.map((expr) => ({ expr, access: 'read' as const })),
    ];
  return expressionsOf(op).map((expr) => ({ expr, access: 'read' as const }));
}

function expressionsOf(op: Op): readonly Expr[] {
  switch (op.op) {
    case 'assign':
      return [op.target, op.value];
    case 'call':
      return [op.callee, ...op.args];
    case 'cleanup':
      return op.args;
    default:
      return [];
  }
}

function stripped(expr: Expr): Expr {
  return expr.k === 'cast' ? stripped(expr.arg) : expr;
}

/** The field's own value is looked at, not what it points to. */
function isTest(expr: Expr, found: FieldExpr): boolean {
  if (expr === found) return true;
  switch (expr.k) {
    case 'cast':
      return isTest(expr.arg, found);
    case 'unary':
      return isTest(expr.arg, found);
    case 'binary':
      return isTest(expr.left, found) || isTest(expr.right, found);
    default:
      return false;
  }
}

function fieldsIn(expr: Expr, name: string): FieldExpr[] {
  switch (expr.k) {
    case 'field':
      return [...(expr.name === name ? [expr] : []), ...fieldsIn(expr.base, name)];
    case 'deref':
    case 'addr':
      return fieldsIn(expr.base, name);
    case 'index':
      return [...fieldsIn(expr.base, name), ...fieldsIn(expr.index, name)];
    case 'unary':
    case 'cast':
      return fieldsIn(expr.arg, name);
    case 'binary':
      return [...fieldsIn(expr.left, name), ...fieldsIn(expr.right, name)];
    case 'container':
      return fieldsIn(expr.ptr, name);
    default:
      return [];
  }
}
