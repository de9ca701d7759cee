import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { DocumentedUser, loadIoredis, startProxy, startRedis, waitUntil } from "@lockwire/support";
import { expect, onTestFinished, test } from "vitest";

const CLIENTS = [
  { client: "of our own", given: false },
  { client: "that was given, with RESP3", given: true },
];

/** ioredis subscribes anew by itself, and nobody looks at what comes of it: a refusal would end the process. */
test.each(CLIENTS)(
  "a subscription refused after a reconnect ends no process: on a client $client",
  async ({ given }) => {
    const unheard: unknown[] = [];
    const note = (reason: unknown) => void unheard.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));

    await using server = await startRedis();
    const admin = server.admin();
    const { Redis } = await loadIoredis(6);
    const user = await DocumentedUser.read("lockwire-handoff");
    const url = await user.create(server);
    const redis = new Redis(url, { protocol: 3, lazyConnect: true });
    const holder = createPubSubLocks({ redis: server.url });
    const waiter = createPubSubLocks({ redis: given ? redis : url });
    let degraded = 0;
    waiter.on("degraded", () => {
      degraded += 1;
    });

    const held = await holder.acquire("job");
    const next = waiter.acquire("job", { blockingTimeout: 60_000 });
    const subscribed = async () => (await admin.pubsub("CHANNELS", "*")).length > 0;
    await waitUntil(subscribed, { what: "the subscription" });
    // Redis cuts the subscribers of a channel that is not theirs any more.
    await admin.call("ACL", "SETUSER", user.name, "resetchannels");
    const refused = async () => JSON.stringify(await admin.call("ACL", "LOG")).includes("channel");
    await waitUntil(refused, { what: "the refusal" });
    await held.release();
    expect(await (await next).release()).toBe(true);
    expect(unheard).toEqual([]);
    expect(degraded).toBe(1);
    await Promise.all([holder.close(), waiter.close()]);
    redis.disconnect();
  },
);

/** ioredis never opens anew what is disconnected while it waits to reconnect. */
test("after an outage the subscriber of a client that was given comes back with it", async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error) => void warnings.push(message);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  await using server = await startRedis();
  await using proxy = await startProxy({ target: server });
  const { Redis } = await loadIoredis(6);
  const redis = new Redis(proxy.port, { protocol: 2, retryStrategy: () => 20 });
  let attempts = 0;
  redis
    .on("error", () => undefined)
    .on("reconnecting", () => {
      attempts += 1;
    });
  const [holder, waiter] = [createPubSubLocks({ redis: server.url }), createPubSubLocks({ redis })];
  const states: string[] = [];
  waiter.on("degraded", () => void states.push("degraded"));
  waiter.on("restored", () => void states.push("restored"));
  const held = await holder.acquire("job");
  const next = waiter.acquire("job", { blockingTimeout: 60_000 });
  const subscribed = async () => (await server.admin().pubsub("CHANNELS", "*")).length > 0;
  await waitUntil(subscribed, { what: "the subscription" });

  for (const outage of [1, 2]) {
    attempts = 0;
    proxy.refuse();
    proxy.cut();
    await waitUntil(() => attempts >= 15, { what: "attempts to reconnect" });
    await proxy.heal();
    await waitUntil(() => states.length === 2 * outage, { what: "the subscription anew" });
  }
  expect(states).toEqual(["degraded", "restored", "degraded", "restored"]);
  await held.release();
  expect(await (await next).release()).toBe(true);
  await Promise.all([holder.close(), waiter.close()]);
  redis.disconnect();
  expect(warnings).toEqual([]);
});
