// A stand-in for Lambda: calls the handler for each line of the input, which is an event.

import { createInterface } from "node:readline";
import { handler } from "./handler.js";
import { locks } from "./locks.js";

const calls: Promise<void>[] = [];
for await (const line of createInterface({ input: process.stdin })) calls.push(call(line));
await Promise.all(calls);
await locks.close();

async function call(line: string): Promise<void> {
  try {
    console.log("answer:", await handler(JSON.parse(line)));
  } catch (error) {
    console.log("failed:", error instanceof Error ? error.message : error);
  }
}
