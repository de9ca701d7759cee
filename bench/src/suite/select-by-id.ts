/** Those whose id is, or starts with, one of the wanted: `w3` is all of w3, `w3-10` one of them. */
export function selectById<T extends { readonly id: string }>(
  kind: string,
  all: readonly T[],
  wanted: readonly string[],
): T[] {
  const matches = ({ id }: T, name: string) => id === name || id.startsWith(`${name}-`);
  const unknown = wanted.find((name) => !all.some((one) => matches(one, name)));
  if (unknown === undefined) return all.filter((one) => wanted.some((name) => matches(one, name)));
  const known = all.map(({ id }) => id).join(", ");
  throw new RangeError(`no ${kind} is called ${unknown}; there are ${known}`);
}
