import { SourceMap, type SourceMapPayload } from "node:module";

const WORD = /[A-Za-z_$][\w$]{3,}/g;

/**
 * The share of a module's lines that its source map traces: of which at least one word is mapped to a source line that has
 * it. Lines that the bundler has made do not count; 1 if there are no others.
 */
export function tracedShare(code: string, payload?: SourceMapPayload): number {
  const leadsBack = payload ? tracer(payload) : () => false;
  const traced = code.split("\n").flatMap((line, index) => {
    const words = isMadeByBundler(line) ? [] : [...line.matchAll(WORD)];
    return words.length === 0 ? [] : [words.some((word) => leadsBack(word, index, words))];
  });
  return traced.length === 0 ? 1 : traced.filter(Boolean).length / traced.length;
}

/** Imports, exports and comments: `//#region src/engine/lease.ts`. */
function isMadeByBundler(line: string): boolean {
  return /^\s*(import |export |\/\/|\/?\*)/.test(line);
}

function tracer(payload: SourceMapPayload) {
  const map = new SourceMap(payload);
  const sources = new Map(
    payload.sources.map((path, index) => [path, payload.sourcesContent[index]?.split("\n") ?? []]),
  );
  return ({ 0: word, index: column }: RegExpExecArray, line: number, words: RegExpExecArray[]) => {
    const entry = map.findEntry(line, column);
    if (!("originalSource" in entry)) return false;
    const source = sources.get(entry.originalSource) ?? [];
    if (source[entry.originalLine]?.includes(word)) return true;
    // A text over several lines, as a script is, has one entry for all of them.
    return source.some((origin) => words.every(([each]) => origin.includes(each)));
  };
}
