import { kindNames } from '../syntax/tree';

/**
 * Rules by node kind. The first lookup of a kind compares names; later ones are one array load, which
 * matters because every node of every function passes through here.
 */
export class KindTable<Rule> {
  private readonly byName = new Map<string, Rule>();
  private readonly byKind: (Rule | null | undefined)[] = [];

  add(rules: Readonly<Record<string, Rule>>): void {
    for (const name of Object.keys(rules)) {
      const rule = rules[name];
      if (rule !== undefined) this.byName.set(name, rule);
    }
    this.byKind.length = 0;
  }

  /** The rule for an index into `kindNames`, or null. */
  get(kind: number): Rule | null {
    const known = this.byKind[kind];
    if (known !== undefined) return known;
    const rule = this.byName.get(kindNames[kind] ?? '') ?? null;
    this.byKind[kind] = rule;
    return rule;
  }
}

/** A set of node kinds that is asked by kind index. */
export class KindSet {
  private readonly names: readonly string[];
  private readonly members: (boolean | undefined)[] = [];

  constructor(...names: string[]) {
    this.names = names;
  }

  has(kind: number | undefined): boolean {
    if (kind === undefined) return false;
    return this.members[kind] ?? this.meet(kind);
  }

  private meet(kind: number): boolean {
    while (this.members.length < kind) this.members.push(undefined);
    return (this.members[kind] = this.names.includes(kindNames[kind] ?? ''));
  }
}
