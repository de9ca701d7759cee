/** What a declaration file of re-exports exports: values, types, and in `all` the modules of its `export *`. */
export function exportsOf(declarations: string): {
  all: string[];
  values: string[];
  types: string[];
} {
  const all = [...declarations.matchAll(/export \* from "([^"]+)"/g)].map(([, from = ""]) => from);
  const values: string[] = [];
  const types: string[] = [];
  for (const [, typeOnly, names = ""] of declarations.matchAll(/export (type )?\{([^}]*)\}/g)) {
    for (const name of names.split(",").map((text) => text.trim())) {
      if (name === "") continue;
      if (typeOnly || name.startsWith("type ")) types.push(name.replace(/^type /, ""));
      else values.push(name);
    }
  }
  return { all, values: values.sort(), types: types.sort() };
}
