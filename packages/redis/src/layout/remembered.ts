/** The cache is cleared when it is full: names that are in use are soon cached again. */
const MOST = 1_000;

/** Caches the result for each name, since a lock is acquired and released under the same one. */
export function remembered<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = make(name);
    if (known.size >= MOST) known.clear();
    known.set(name, made);
    return made;
  };
}
