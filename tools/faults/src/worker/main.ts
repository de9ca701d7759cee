import { serve } from "@lockwire/harness";
import { Agent } from "./agent.js";
import { describe } from "./holder.js";
import { clientOpener } from "./open-client.js";
import type { Answer, Command } from "./protocol.js";
import type { WorkerSetup } from "./setup.js";
import { missSuspensions } from "./suspensions.js";

await serve<WorkerSetup, Command, Answer>({
  async open(setup) {
    if (setup.suspensions !== undefined) missSuspensions(setup.suspensions);
    const open = await clientOpener(setup);
    const agent = new Agent(setup, Array.from({ length: setup.clients }, open));
    return (command) => agent.obey(command).catch(describe);
  },
  isLast: (command) => command.do === "close",
});
