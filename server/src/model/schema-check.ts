/**
 * A small JSON Schema checker: the subset that lifecycle.schema.json uses, so that a user's own lifecycle file is
 * refused with a path and a reason instead of misread. Not a general validator; an unknown keyword is a problem too.
 */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
type Schema = { readonly [key: string]: Json | undefined };

const ANNOTATIONS = new Set(['$schema', '$id', '$defs', 'title', 'description', 'type']);

/** Problems found, each `path: reason`; empty when the value fits. */
export function checkSchema(schema: Json, value: Json, root: Json = schema, path = '$'): string[] {
  if (!isObject(schema)) return [`${path}: bad schema`];
  const type = schema['type'];
  if (typeof type === 'string' && !hasType(value, type)) return [`${path}: expected ${type}`];
  return Object.entries(schema).flatMap(([keyword, wanted = null]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = KEYWORDS[keyword];
    return check
      ? check({ wanted, value, schema, root, path })
      : [`${path}: unknown schema keyword ${keyword}`];
  });
}

interface Check {
  readonly wanted: Json;
  readonly value: Json;
  readonly schema: Schema;
  readonly root: Json;
  readonly path: string;
}

const KEYWORDS: Readonly<Record<string, (check: Check) => string[]>> = {
  $ref: ({ wanted, value, root, path }) => checkSchema(resolve(root, String(wanted)), value, root, path),
  const: ({ wanted, value, path }) => (wanted === value ? [] : [`${path}: expected ${String(wanted)}`]),
  enum: ({ wanted, value, path }) =>
    isArray(wanted) && wanted.includes(value) ? [] : [`${path}: expected one of ${JSON.stringify(wanted)}`],
  pattern: ({ wanted, value, path }) =>
    typeof value !== 'string' || new RegExp(String(wanted)).test(value)
      ? []
      : [`${path}: ${value} does not match ${String(wanted)}`],
  minLength: ({ wanted, value, path }) =>
    typeof value !== 'string' || value.length >= Number(wanted) ? [] : [`${path}: too short`],
  minimum: ({ wanted, value, path }) =>
    typeof value !== 'number' || value >= Number(wanted) ? [] : [`${path}: below ${String(wanted)}`],
  minItems: ({ wanted, value, path }) =>
    !isArray(value) || value.length >= Number(wanted) ? [] : [`${path}: too few items`],
  items: ({ wanted, value, root, path }) =>
    isArray(value)
      ? value.flatMap((item, index) => checkSchema(wanted, item, root, `${path}[${index}]`))
      : [],
  required: ({ wanted, value, path }) =>
    isObject(value) && isArray(wanted)
      ? (wanted as readonly Json[])
          .filter((key) => !Object.hasOwn(value, String(key)))
          .map((key) => `${path}: lacks ${String(key)}`)
      : [],
  properties: ({ wanted, value, root, path }) =>
    isObject(value) && isObject(wanted)
      ? Object.entries(wanted).flatMap(([key, sub = null]) => {
          const member: Json | undefined = value[key];
          return member === undefined ? [] : checkSchema(sub, member, root, `${path}.${key}`);
        })
      : [],
  additionalProperties: ({ value, schema, path }) => {
    const known = schema['properties'] ?? null;
    if (!isObject(value) || !isObject(known)) return [];
    return Object.keys(value)
      .filter((key) => !Object.hasOwn(known, key))
      .map((key) => `${path}: unknown member ${key}`);
  },
};

function resolve(root: Json, reference: string): Json {
  let at: Json = root;
  for (const step of reference.replace(/^#\//, '').split('/')) {
    if (!isObject(at)) return null;
    at = at[step] ?? null;
  }
  return at;
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
