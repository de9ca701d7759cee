import { ErrorReply, MapReply, type Reply, Status } from "./reply.js";

export type Protocol = 2 | 3;

/** A reply in the bytes of RESP, as Latin-1. */
export function encode(reply: Reply, protocol: Protocol): string {
  if (typeof reply === "number") return `:${reply}\r\n`;
  if (typeof reply === "string") return `$${reply.length}\r\n${reply}\r\n`;
  if (reply === null) return protocol === 3 ? "_\r\n" : "$-1\r\n";
  if (reply instanceof Status) return `+${reply.text}\r\n`;
  if (reply instanceof ErrorReply) return `-${reply.message.replace(/[\r\n]/g, " ")}\r\n`;
  if (reply instanceof MapReply) return map(reply, protocol);
  return `*${reply.length}\r\n${reply.map((each) => encode(each, protocol)).join("")}`;
}

/** What the server sends unasked: an array in RESP2. */
export function encodePush(words: readonly Reply[], protocol: Protocol): string {
  const kind = protocol === 3 ? ">" : "*";
  return `${kind}${words.length}\r\n${words.map((each) => encode(each, protocol)).join("")}`;
}

function map({ pairs }: MapReply, protocol: Protocol): string {
  const words = pairs
    .map(([key, value]) => encode(key, protocol) + encode(value, protocol))
    .join("");
  return protocol === 3 ? `%${pairs.length}\r\n${words}` : `*${pairs.length * 2}\r\n${words}`;
}

/** Reads commands from bytes as they come in. */
export class CommandReader {
  #rest = "";

  /** The commands that are complete by now. */
  read(bytes: string): string[][] {
    const text = this.#rest + bytes;
    const commands: string[][] = [];
    let at = 0;
    for (;;) {
      const command = readCommand(text, at);
      if (!command) break;
      commands.push(command.words);
      at = command.end;
    }
    this.#rest = text.slice(at);
    return commands;
  }
}

function readCommand(text: string, from: number): { words: string[]; end: number } | undefined {
  const line = text.indexOf("\r\n", from);
  if (line < 0) return undefined;
  const count = Number(text.slice(from + 1, line));
  const words: string[] = [];
  let at = line + 2;
  for (let index = 0; index < count; index++) {
    const head = text.indexOf("\r\n", at);
    if (head < 0) return undefined;
    const length = Number(text.slice(at + 1, head));
    const end = head + 2 + length;
    if (text.length < end + 2) return undefined;
    words.push(text.slice(head + 2, end));
    at = end + 2;
  }
  return { words, end: at };
}
