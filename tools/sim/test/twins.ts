import { encode, MemoryRedis } from "@lockwire/sim";
import type { RedisServer } from "@lockwire/support";
import { decode, type Raw, RawClient } from "./raw-client.js";

/** The same commands on a real server and on the one in memory, their replies compared. */
export class Twins implements AsyncDisposable {
  readonly memory = new MemoryRedis(() => Date.now() * 1_000);
  readonly #real: RawClient;
  readonly #pushed: string[] = [];
  readonly #session = this.memory.open((bytes) => this.#pushed.push(bytes));
  readonly #protocol: 2 | 3;
  /** What was compared, and what differed. */
  compared = 0;
  readonly differences: string[] = [];

  private constructor(real: RawClient, protocol: 2 | 3) {
    this.#real = real;
    this.#protocol = protocol;
  }

  static async open({ host, port }: RedisServer, protocol: 2 | 3): Promise<Twins> {
    const real = await RawClient.open(host, port);
    const twins = new Twins(real, protocol);
    await real.ask(["HELLO", `${protocol}`]);
    twins.memory.execute(twins.#session, ["HELLO", `${protocol}`]);
    return twins;
  }

  async ask(...words: string[]): Promise<void> {
    const real = await this.#real.ask(words);
    const reply = this.memory.execute(this.#session, words);
    const bytes =
      reply === undefined ? this.#pushed.splice(0).join("") : encode(reply, this.#protocol);
    const memory = decode(bytes, 0)?.value;
    this.compared += 1;
    if (memory !== undefined && alike(real, memory)) return;
    const shown = words.map((word) => JSON.stringify(word)).join(" ");
    this.differences.push(
      `${shown}\n  real   ${JSON.stringify(real)}\n  memory ${JSON.stringify(memory)}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#real.close();
  }
}

/** Times may differ by what lies between the two calls. */
const TOLERANCE = 200;

function alike(real: Raw, memory: Raw): boolean {
  if (Array.isArray(real) && Array.isArray(memory)) {
    return (
      real.length === memory.length && real.every((each, at) => alike(each, memory[at] ?? null))
    );
  }
  if (typeof real === "number" && typeof memory === "number") {
    return (
      real === memory ||
      (Math.abs(real - memory) <= TOLERANCE && Math.min(real, memory) > TOLERANCE)
    );
  }
  if (isError(real) && isError(memory)) return gist(real.error) === gist(memory.error);
  return real === memory;
}

function isError(raw: Raw): raw is { readonly error: string } {
  return typeof raw === "object" && raw !== null && "error" in raw;
}

/** Without lines and digests, and without the names of variables, which no script depends on. */
function gist(error: string): string {
  return error
    .replace(/user_script:\d+/g, "user_script")
    .replace(/(Error compiling script).*/, "$1")
    .replace(/ (script: [0-9a-f]{40}, on @user_script.*|line: \d+.*)$/, "")
    .replace(/(local|global|field|upvalue|method) '[^']*' \(a (\w+) value\)/, "a $2 value");
}
