import { SourceMap, type SourceMapPayload } from "node:module";

const WORD = /[A-Za-z_$][\w$]{3,}/g;

/**
 * The lines of a module whose source map leads none of their words to a line that has it. A module without lines of its
 * own, which only imports and exports, needs no map.
 */
export function misledLines(code: string, payload?: SourceMapPayload): string[] {
  const leadsBack = payload ? tracer(payload) : () => false;
  return ownLines(code).filter((line, index) => {
    if (isMadeByBundler(line)) return false;
    const words = [...line.matchAll(WORD)];
    return words.length > 0 && !words.some((word) => leadsBack(word, index, words));
  });
}

/** Without what a bundler adds of its own, such as what `using` needs; the numbers of the lines stay. */
function ownLines(code: string): string[] {
  const added = /^\/\/ (#region )?\\0[\s\S]*?(?=^\/\/)/gm;
  return code.replace(added, (region) => region.replace(/.+/g, "")).split("\n");
}

/** Imports, exports and comments (`// src/engine/lease.ts`), and where it breaks lines otherwise. */
function isMadeByBundler(line: string): boolean {
  return /^\s*(import |export |\/\/|\/?\*|else \{$)/.test(line);
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
