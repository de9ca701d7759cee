import { parseArgs } from "node:util";

interface Named {
  readonly name: string;
}

/** What the options of a command select: each may be given several times, and all are selected where none is. */
export interface Selected<L, C> {
  readonly lanes: readonly L[];
  readonly clients: readonly C[];
}

/** @throws {RangeError} on a name that is not known. */
export function select<L extends Named, C extends Named>(
  lanes: readonly L[],
  clients: readonly C[],
): Selected<L, C> {
  const names = { type: "string", multiple: true, default: [] as string[] } as const;
  const { values } = parseArgs({ options: { only: names, client: names } });
  return { lanes: named(lanes, values.only), clients: named(clients, values.client) };
}

function named<T extends Named>(all: readonly T[], names: readonly string[]): readonly T[] {
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => `"${name}"`).join(", ");
    throw new RangeError(`"${unknown}" is none of ${known}`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
