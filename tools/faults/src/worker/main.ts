import { Agent } from "./agent.js";
import { describe } from "./holder.js";
import { clientOpener } from "./open-client.js";
import type { Reply, Request } from "./protocol.js";
import type { WorkerSetup } from "./setup.js";
import { missSuspensions } from "./suspensions.js";

/** One process of the fleet: it is told by messages what to do, and answers each. */
const setup: WorkerSetup = JSON.parse(process.argv[2] ?? "{}");
if (setup.suspensions !== undefined) missSuspensions(setup.suspensions);
const open = await clientOpener(setup);
const agent = new Agent(setup, Array.from({ length: setup.clients }, open));

let closing = false;

process.on("message", async (request: Request) => {
  const { id } = request;
  closing ||= request.do === "close";
  const answer = await agent.obey(request).catch(describe);
  const reply: Reply = { ...answer, id };
  process.send?.(reply, () => request.do === "close" && process.disconnect());
});
// Whoever told us what to do is gone, and not by our own leave.
process.once("disconnect", () => closing || process.exit(1));
process.send?.({ id: 0 } satisfies Reply);
