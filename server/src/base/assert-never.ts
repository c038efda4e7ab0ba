/** Compile-time check that a union is exhausted; throws on a value that the types exclude. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
