import type { Reply, Request } from "./protocol.js";

/** A worker's program. */
export interface Service<Setup, Command, Answer> {
  /** Gets ready, and returns what answers. */
  open(setup: Setup): Promise<(command: Command) => Promise<Answer>>;
  /** Whether a command is the last one. The process then ends once nothing keeps it alive. */
  isLast?(command: Command): boolean;
}

/**
 * The worker's side of a `WorkerProcess`: reads its setup, says that it is ready, and answers what it is told. The process
 * ends with its parent, or when something in it throws what nobody catches.
 */
export async function serve<Setup, Command, Answer>({
  open,
  isLast = () => false,
}: Service<Setup, Command, Answer>): Promise<void> {
  let closing = false;
  process.once("disconnect", () => closing || process.exit(1));
  process.once("uncaughtException", (error) => {
    send({ kind: "crashed", why: describe(error) }, () => process.exit(1));
  });
  const answer = await open(JSON.parse(process.argv[2] ?? ""));
  process.on("message", async ({ id, command }: Request<Command>) => {
    const last = isLast(command);
    closing ||= last;
    const reply: Reply<Answer> = await answer(command).then(
      (answer) => ({ kind: "answered", id, answer }),
      (error: unknown) => ({ kind: "failed", id, why: describe(error) }),
    );
    send(reply, () => last && process.disconnect());
  });
  send({ kind: "ready" });
}

function send(reply: Reply<unknown>, sent: () => void = () => undefined): void {
  process.send?.(reply, sent);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
