/** Each that has a wanted id, or, where nobody has it, whose id starts with it: `w3` is all of w3, `w3-10` one of them. */
export function selectById<T extends { readonly id: string }>(
  kind: string,
  all: readonly T[],
  wanted: readonly string[],
): T[] {
  const chosen = wanted.flatMap((name) => {
    const exact = all.filter(({ id }) => id === name);
    const found = exact.length > 0 ? exact : all.filter(({ id }) => id.startsWith(`${name}-`));
    if (found.length > 0) return found;
    const known = all.map(({ id }) => id).join(", ");
    throw new RangeError(`no ${kind} is called ${name}; there are ${known}`);
  });
  return [...new Set(chosen)];
}
