import { connect, type Socket } from "node:net";

/** A reply as it came over the wire, errors marked. */
export type Raw = number | string | null | { readonly error: string } | readonly Raw[];

/** A connection to a real server that tells replies as they are. */
export class RawClient {
  readonly #socket: Socket;
  #buffer = "";
  readonly #waiting: Array<(reply: Raw) => void> = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#buffer += text;
      this.#drain();
    });
  }

  static open(host: string, port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new RawClient(socket)));
      socket.once("error", reject);
      socket.setNoDelay(true);
    });
  }

  ask(words: readonly string[]): Promise<Raw> {
    const bytes = words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
    this.#socket.write(`*${words.length}\r\n${bytes}`, "latin1");
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  #drain(): void {
    for (;;) {
      const read = decode(this.#buffer, 0);
      if (!read) return;
      this.#buffer = this.#buffer.slice(read.end);
      this.#waiting.shift()?.(read.value);
    }
  }
}

/** One reply; undefined while it is not complete. */
export function decode(text: string, at: number): { value: Raw; end: number } | undefined {
  const line = text.indexOf("\r\n", at);
  if (line < 0) return undefined;
  const head = text.slice(at + 1, line);
  const end = line + 2;
  switch (text[at]) {
    case ":":
      return { value: Number(head), end };
    case "+":
      return { value: `+${head}`, end };
    case ",":
      // No command of the library is answered by one but within a script, so its digits stand for it.
      return { value: head, end };
    case "_":
      return { value: null, end };
    case "%":
      return decodeList(text, 2 * Number(head), end);
    case "-":
      return { value: { error: head }, end };
    case "$": {
      const length = Number(head);
      if (length < 0) return { value: null, end };
      if (text.length < end + length + 2) return undefined;
      return { value: text.slice(end, end + length), end: end + length + 2 };
    }
    default:
      return decodeList(text, Number(head), end);
  }
}

function decodeList(text: string, count: number, from: number) {
  if (count < 0) return { value: null, end: from };
  const values: Raw[] = [];
  let end = from;
  for (let index = 0; index < count; index++) {
    const read = decode(text, end);
    if (!read) return undefined;
    values.push(read.value);
    end = read.end;
  }
  return { value: values, end };
}
