import { createHash } from "node:crypto";

/** A Lua script: one atomic step. Each states its KEYS, ARGV and reply in its header. */
export class Script {
  readonly source: string;
  readonly sha: string;
  readonly #body: string;
  readonly #shared: string;
  #batch: Script | undefined;

  /** @param shared what stands before the step and holds for the whole call, however many steps it makes. */
  constructor(body: string, shared = "") {
    this.#body = body;
    this.#shared = shared;
    this.source = shared + body;
    this.sha = createHash("sha1").update(this.source).digest("hex");
  }

  /** The same step for many locks in one call, each for itself: one that fails has no effect on the others. */
  get batch(): Script {
    this.#batch ??= new Script(batchOf(this.#body), this.#shared);
    return this.#batch;
  }

  /** The same step with another text in the place of one of its own. */
  replacing(own: string, other: string): Script {
    return new Script(
      this.#body.replace(own, () => other),
      this.#shared.replace(own, () => other),
    );
  }
}

const batchOf = (body: string) => `
-- Runs one step many times, in order.
-- KEYS: those of the first, those of the second, ...
-- ARGV: how many, then the arguments of the first, those of the second, ...
-- Reply: {reply of the first or its error, that of the second, ...}
local function step(KEYS, ARGV)
${body}
end
local count = tonumber(ARGV[1])
local keys, args = #KEYS / count, (#ARGV - 1) / count
local replies = {}
for index = 1, count do
  local own = {unpack(KEYS, (index - 1) * keys + 1, index * keys)}
  local given = {unpack(ARGV, (index - 1) * args + 2, index * args + 1)}
  local done, reply = pcall(step, own, given)
  if not done and type(reply) ~= 'table' then
    reply = {err = reply}
  end
  replies[index] = reply
end
return replies
`;
