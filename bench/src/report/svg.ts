const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

export const escapeXml = (raw: string): string =>
  raw.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = "",
): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    const shown = typeof value === "number" ? `${Math.round(value * 10) / 10}` : escapeXml(value);
    return ` ${key}="${shown}"`;
  });
  return `<${name}${written.join("")}>${content}</${name}>`;
}

export const text = (x: number, y: number, words: string, kind = "", anchor = "start"): string =>
  element("text", { x, y, class: kind, "text-anchor": anchor }, escapeXml(words));
