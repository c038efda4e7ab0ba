import { childBy, childrenOf, fieldNames, kindOf, type Node, textOf } from '../syntax/tree';
import { type Arm, spanIn } from './item-facts';
import type { Table } from './types';

/** Initialisers of file-scope variables as a flat list of the names in them. */

type Leaf = Table['leaves'][number];

/** Wrappers around a value that only say when it exists; the value is the last argument. */
const wrappers = new Set([
  'pm_ptr',
  'pm_sleep_ptr',
  'of_match_ptr',
  'acpi_ptr',
  'ACPI_PTR',
  'of_ptr',
  'PTR_IF',
  'IS_ENABLED_PTR',
  'rcu_pointer',
  'RCU_INITIALIZER',
  'READ_ONCE',
]);

/** Macros that stand for several designated members: per argument the members that it initialises. */
const sleep = [
  ['suspend', 'freeze', 'poweroff'],
  ['resume', 'thaw', 'restore'],
];
const late = [
  ['suspend_late', 'freeze_late', 'poweroff_late'],
  ['resume_early', 'thaw_early', 'restore_early'],
];
const noirq = [
  ['suspend_noirq', 'freeze_noirq', 'poweroff_noirq'],
  ['resume_noirq', 'thaw_noirq', 'restore_noirq'],
];
const runtime = [['runtime_suspend'], ['runtime_resume'], ['runtime_idle']];
const memberMacros: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['SET_SYSTEM_SLEEP_PM_OPS', sleep],
  ['SYSTEM_SLEEP_PM_OPS', sleep],
  ['SET_LATE_SYSTEM_SLEEP_PM_OPS', late],
  ['LATE_SYSTEM_SLEEP_PM_OPS', late],
  ['SET_NOIRQ_SYSTEM_SLEEP_PM_OPS', noirq],
  ['NOIRQ_SYSTEM_SLEEP_PM_OPS', noirq],
  ['SET_RUNTIME_PM_OPS', runtime],
  ['RUNTIME_PM_OPS', runtime],
]);

/** Leaves of an initialiser in source order. */
export function readLeaves(arm: Arm, initialiser: Node): Leaf[] {
  const leaves: Leaf[] = [];
  readValue(arm, initialiser, '', leaves);
  return leaves;
}

function readValue(arm: Arm, node: Node, path: string, leaves: Leaf[]): void {
  const { tree } = arm;
  switch (kindOf(tree, node)) {
    case 'initializer_list':
      readList(arm, node, path, leaves);
      return;
    case 'identifier':
      leaves.push({ path, ident: textOf(tree, node), address: false, at: spanIn(tree, node) });
      return;
    case 'pointer_expression': {
      const base = baseName(arm, childBy(tree, node, 'argument'));
      if (base !== null) leaves.push({ path, ident: base, address: true, at: spanIn(tree, node) });
      return;
    }
    case 'field_expression':
    case 'subscript_expression': {
      const base = baseName(arm, node);
      if (base !== null) leaves.push({ path, ident: base, address: false, at: spanIn(tree, node) });
      return;
    }
    case 'parenthesized_expression':
      for (const child of childrenOf(tree, node)) readValue(arm, child, path, leaves);
      return;
    case 'cast_expression':
    case 'compound_literal_expression':
      readValue(arm, childBy(tree, node, 'value'), path, leaves);
      return;
    case 'conditional_expression':
      for (const field of ['consequence', 'alternative']) {
        const arms = childBy(tree, node, field);
        if (arms >= 0) readValue(arm, arms, path, leaves);
      }
      return;
    case 'call_expression':
      readMacroValue(arm, node, path, leaves);
      return;
    default:
      return;
  }
}

function readList(arm: Arm, node: Node, path: string, leaves: Leaf[]): void {
  const { tree } = arm;
  let index = 0;
  for (const child of childrenOf(tree, node)) {
    const kind = kindOf(tree, child);
    if (kind === 'comment' || kind === '{' || kind === '}' || kind === ',') continue;
    if (kind === 'initializer_pair') {
      const { designated, last } = designators(arm, child);
      if (last !== null) index = last + 1;
      readValue(arm, childBy(tree, child, 'value'), join(path, designated), leaves);
    } else if (!readMemberMacros(arm, child, path, leaves))
      readValue(arm, child, `${path}[${index++}]`, leaves);
  }
}

/**
 * Member macros bring their own commas, so a list may have them side by side, which parses as an error, or in
 * front of a member: `MEMBERS(a, b) .c = d` parses as an assignment. True when the child is one of these.
 */
function readMemberMacros(arm: Arm, child: Node, path: string, leaves: Leaf[]): boolean {
  const { tree } = arm;
  switch (kindOf(tree, child)) {
    case 'call_expression':
      return readMembers(arm, child, path, leaves);
    case 'ERROR':
      for (const inner of childrenOf(tree, child)) readMemberMacros(arm, inner, path, leaves);
      return true;
    case 'assignment_expression': {
      const left = childBy(tree, child, 'left');
      const call = childBy(tree, left, 'argument');
      if (call < 0 || kindOf(tree, call) !== 'call_expression') return false;
      readMembers(arm, call, path, leaves);
      const member = join(path, `.${textOf(tree, childBy(tree, left, 'field'))}`);
      readValue(arm, childBy(tree, child, 'right'), member, leaves);
      return true;
    }
    default:
      return false;
  }
}

/** `.a.b`, `[3]`, or the old `a:`; with the index when the last one is a number. */
function designators(arm: Arm, pair: Node): { designated: string; last: number | null } {
  const { tree } = arm;
  let designated = '';
  let last: number | null = null;
  for (const child of childrenOf(tree, pair)) {
    if (fieldNames[tree.field[child] ?? 0] !== 'designator') continue;
    const written = textOf(tree, child).replace(/\s+/g, '');
    designated += kindOf(tree, child) === 'field_identifier' ? `.${written}` : written;
    const index = Number(/^\[(\d+)\]$/.exec(written)?.[1] ?? Number.NaN);
    last = Number.isNaN(index) ? null : index;
  }
  return { designated, last };
}

/** Paths read `driver.pm`, `[0].name`: no dot at the start. */
function join(path: string, designated: string): string {
  const joined = path + designated;
  return joined.startsWith('.') ? joined.slice(1) : joined;
}

function argumentNodes(arm: Arm, call: Node): Node[] {
  const list = childBy(arm.tree, call, 'arguments');
  return list < 0
    ? []
    : childrenOf(arm.tree, list).filter(
        (child) => !['(', ')', ',', 'comment'].includes(kindOf(arm.tree, child)),
      );
}

/** `SET_SYSTEM_SLEEP_PM_OPS(s, r)`: true when the call stands for members. */
function readMembers(arm: Arm, call: Node, path: string, leaves: Leaf[]): boolean {
  const members = memberMacros.get(textOf(arm.tree, childBy(arm.tree, call, 'function')));
  if (members === undefined) return false;
  argumentNodes(arm, call).forEach((argument, index) => {
    for (const member of members[index] ?? []) readValue(arm, argument, join(path, `.${member}`), leaves);
  });
  return true;
}

function readMacroValue(arm: Arm, call: Node, path: string, leaves: Leaf[]): void {
  if (!wrappers.has(textOf(arm.tree, childBy(arm.tree, call, 'function')))) return;
  const value = argumentNodes(arm, call).at(-1);
  if (value !== undefined) readValue(arm, value, path, leaves);
}

/** The variable that a path starts from: `dev_attr_x` in `dev_attr_x.attr`. */
function baseName(arm: Arm, node: Node): string | null {
  const { tree } = arm;
  let at = node;
  while (at >= 0) {
    const kind = kindOf(tree, at);
    if (kind === 'identifier') return textOf(tree, at);
    if (kind === 'parenthesized_expression') at += 2;
    else if (kind === 'field_expression' || kind === 'subscript_expression' || kind === 'pointer_expression')
      at = childBy(tree, at, 'argument');
    else return null;
  }
  return null;
}
