/**
 * Symbolic values and places, interned: equal terms have equal ids, in every function of one program.
 *
 * A place is the address of something: a local, a global, a field of what a pointer value points to.
 * `load(place)` is what stood there when the function was entered. Everything a summary says is a term over
 * parameters and loads, so using it in a caller is substitution.
 */
export type Term = number;

export const K = {
  Num: 0,
  Param: 1,
  Global: 2,
  Local: 3,
  Field: 4,
  Index: 5,
  Load: 6,
  /** A value that came into being at a call site: `a` is the site, `b` what it stands for there. */
  Fresh: 7,
  /** A value that differs between the paths that join at a block: `a` the block, `b` the place. */
  Phi: 8,
  Unary: 9,
  /** `container_of` of a place whose object is not known otherwise. */
  Container: 10,
  Config: 11,
  Function: 12,
  Symbol: 13,
  Text: 14,
  Pair: 15,
  /** `a` is a pair of the old value and a mask, `b` an origin: equal to the old value outside the mask. */
  Havoc: 16,
  /** What a side-effect free function returns: `a` its name, `b` a list of pairs. */
  Pure: 17,
  Binary: 32,
} as const;

/** Kinds of the two operators that masks are made of. */
export const AND = K.Binary + 7;
export const OR = K.Binary + 8;
