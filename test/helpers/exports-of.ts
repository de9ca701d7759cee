/** The names that a declaration file of re-exports has to offer, as an entry point of ours is. */
export function exportsOf(declarations: string): { values: string[]; types: string[] } {
  const values: string[] = [];
  const types: string[] = [];
  for (const [, typeOnly, names = ""] of declarations.matchAll(/export (type )?\{([^}]*)\}/g)) {
    for (const name of names.split(",").map((text) => text.trim())) {
      if (name === "") continue;
      if (typeOnly || name.startsWith("type ")) types.push(name.replace(/^type /, ""));
      else values.push(name);
    }
  }
  return { values: values.sort(), types: types.sort() };
}
