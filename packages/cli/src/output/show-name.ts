/** A name as people are shown it: quoted where it holds what a terminal would obey, or what could be overlooked. */
export function showName(name: string): string {
  if (name !== "" && !/[\p{C}\p{Z}"]/u.test(name)) return name;
  return JSON.stringify(name).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, byNumber);
}

function byNumber(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
