/** Makes a value when it is first asked for, and keeps it. */
export function once<T>(make: () => T): () => T {
  let pending: (() => T) | null = make;
  let value: T;
  return () => {
    if (pending !== null) {
      value = pending();
      // What it was made from is not kept alive.
      pending = null;
    }
    return value;
  };
}
