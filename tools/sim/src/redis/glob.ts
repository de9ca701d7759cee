const known = new Map<string, RegExp>();

/** Redis' glob: `*`, `?`, `[a-c]`, `[^a]`, and a backslash before what is meant literally. */
export function isGlobMatch(pattern: string, text: string): boolean {
  const expression = known.get(pattern) ?? new RegExp(`^${translated(pattern)}$`, "s");
  known.set(pattern, expression);
  return expression.test(text);
}

function translated(pattern: string): string {
  return pattern.replace(
    /\\(.)|\[(\^?)([^\]]*)\]|([*?])|([.+^${}()|\\/])/gs,
    (_all, literal, not, set, wild, special) => {
      if (literal !== undefined) return `\\x${literal.charCodeAt(0).toString(16).padStart(2, "0")}`;
      if (set !== undefined) return `[${not}${set.replace(/[\\\]]/g, "\\$&")}]`;
      if (wild !== undefined) return wild === "*" ? ".*" : ".";
      return `\\${special}`;
    },
  );
}
