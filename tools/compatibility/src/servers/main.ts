import { startRedis } from "@lockwire/support";
import { finish, type Skipped } from "../report/finish.js";
import { select } from "../report/select.js";
import { type Column, tableOf } from "../report/table.js";
import { OWN_RUNTIME } from "../runtimes/runtime.js";
import { CLIENTS } from "../suite/clients.js";
import type { Outcome } from "../suite/outcome.js";
import { runApart } from "../suite/run-apart.js";
import { findRelease } from "./find-release.js";
import { RELEASES } from "./release.js";
import { runHandoff } from "./run-handoff.js";

const HANDOFF = "the tests of the hand-off";

const { lanes: releases, clients } = select(RELEASES, CLIENTS);
const columns: Column[] = [];
const skipped: Skipped[] = [];
for (const release of releases) {
  const found = await findRelease(release);
  if ("missing" in found) {
    skipped.push({ lane: release.name, why: found.missing });
    continue;
  }
  const head = `${release.program === "redis-server" ? "Redis" : "Valkey"} ${found.version}`;
  columns.push({ head, outcomes: await outcomesOn(found.program, head) });
}
const rows = [...clients.map(({ name }) => name), HANDOFF];
if (columns.length > 0) console.log(`\n${tableOf("client", rows, columns)}\n`);
process.exitCode = finish(
  columns.flatMap(({ outcomes }) => outcomes),
  skipped,
);

/** The conformance suite over each client on one server, then the hand-off on servers of its own. */
async function outcomesOn(program: string, head: string): Promise<Outcome[]> {
  await using server = await startRedis({ program });
  const outcomes: Outcome[] = [];
  const note = (lane: string, outcome: Outcome) => {
    outcomes.push(outcome);
    console.log(`${head}, ${lane}: ${outcome.passed} passed, ${outcome.failures.length} failed`);
  };
  for (const client of clients) note(client.name, await runApart(OWN_RUNTIME, client, server.url));
  note(HANDOFF, await runHandoff(program));
  return outcomes;
}
