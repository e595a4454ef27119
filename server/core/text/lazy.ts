/** Constants that are made when they are first asked for. */

/** Makes a value once, with the first question. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
