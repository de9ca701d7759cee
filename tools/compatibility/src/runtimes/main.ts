import { startRedis } from "@lockwire/support";
import { finish, type Skipped } from "../report/finish.js";
import { select } from "../report/select.js";
import { type Column, tableOf } from "../report/table.js";
import { CLIENTS } from "../suite/clients.js";
import type { Outcome } from "../suite/outcome.js";
import { runApart } from "../suite/run-apart.js";
import { findRuntime } from "./find-runtime.js";
import { RUNTIMES } from "./release.js";

const { lanes: releases, clients } = select(RUNTIMES, CLIENTS);
await using server = await startRedis();
const columns: Column[] = [];
const skipped: Skipped[] = [];
for (const release of releases) {
  const runtime = await findRuntime(release);
  if ("missing" in runtime) {
    skipped.push({ lane: release.name, why: runtime.missing });
    continue;
  }
  const outcomes: Outcome[] = [];
  for (const client of clients) {
    const outcome = await runApart(runtime, client, server.url);
    outcomes.push(outcome);
    const { passed, failures } = outcome;
    console.log(`${runtime.name}, ${client.name}: ${passed} passed, ${failures.length} failed`);
  }
  columns.push({ head: runtime.name, outcomes });
}
const rows = clients.map(({ name }) => name);
if (columns.length > 0) console.log(`\n${tableOf("client", rows, columns)}\n`);
process.exitCode = finish(
  columns.flatMap(({ outcomes }) => outcomes),
  skipped,
);
