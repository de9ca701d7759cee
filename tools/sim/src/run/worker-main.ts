import { parentPort } from "node:worker_threads";
import { generate } from "../plan/generate.js";
import { Sandbox } from "../process/sandbox.js";
import { play } from "./play.js";
import type { Order } from "./thread.js";

// Stacks cost more than all else, and nobody reads them here.
Error.stackTraceLimit = 0;

let sandbox: Sandbox | undefined;

parentPort?.on("message", async (order: Order) => {
  if (order.code !== undefined) sandbox = new Sandbox(order.code);
  if (sandbox === undefined) throw new Error("there is no code to run");
  const plan = typeof order.plan === "number" ? generate(order.plan) : order.plan;
  parentPort?.postMessage(await play(plan, sandbox));
});
