/** The token of an acquisition: a lease that is shortened, or changed, goes on under it with a number behind a dot. */
export function acquisitionOf(token: string): string {
  return token.replace(/\.\d+$/, "");
}
