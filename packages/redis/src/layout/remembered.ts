/** Old ones are forgotten together when there are too many: what is used is soon known again. */
const MOST = 1_000;

/** What is made of a name, kept for the next time: a lock is taken and given back under the same one. */
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
