/** Where the tool and the table still differ, with what we know about the cause. The list only gets shorter. */
export interface Disagreement {
  readonly why: string;
  readonly differences: readonly string[];
}

export const disagreements: Readonly<Record<string, Disagreement>> = {};
