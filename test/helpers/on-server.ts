/** An example of the documents, which expects Redis at redis://localhost:6379, on the tests' own server. */
export function onServer(source: string, url: string): string {
  return source
    .replaceAll("redis://localhost:6379", url)
    .replaceAll("port: 6379", `port: ${new URL(url).port}`);
}
