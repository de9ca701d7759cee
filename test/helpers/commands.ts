import { readFileSync } from "node:fs";
import { join } from "node:path";
import { marked, type Token } from "marked";
import { manifestOf, packageFolders, ROOT } from "./workspace.js";

const SCRIPT = /\b(?:npm|pnpm) (?:run (?<named>[\w:-]+)|(?<test>test)\b)/g;
const OUR_PACKAGE = /@lockwire\/[\w-]+/g;

/** What a document tells its reader to run that is not there: a script, or a package of ours to install. */
export function unknownCommands(markdown: string): string[] {
  return commandsOf(markdown).flatMap((command) => [
    ...unknownScripts(command),
    ...(/\b(?:npm|pnpm|yarn) (?:install|add|i)\b/.test(command) ? unknownPackages(command) : []),
  ]);
}

/** The lines of its shell blocks, and what stands in code within a sentence. */
function commandsOf(markdown: string): string[] {
  const commands: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === "codespan") commands.push(token["text"]);
    if (token.type === "code" && token["lang"] === "sh")
      commands.push(...token["text"].split("\n"));
  });
  return commands;
}

function unknownScripts(command: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return [...command.matchAll(SCRIPT)]
    .filter(({ groups }) => !Object.hasOwn(scripts, groups?.["named"] ?? groups?.["test"] ?? ""))
    .map(([text]) => text);
}

function unknownPackages(command: string): string[] {
  const published = packageFolders().map((folder) => manifestOf(folder).name);
  return [...command.matchAll(OUR_PACKAGE)]
    .map(([name]) => name)
    .filter((name) => !published.includes(name));
}
