// A process that requests a lock and holds it until its standard input ends: node agent.mjs URL NAME OPTIONS
import { stdin, stdout } from "node:process";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createWebLocks } from "@lockwire/web-locks";

const [url, name, options] = process.argv.slice(2);
const say = (text) => stdout.write(`${text}\n`);
const client = createPubSubLocks({ redis: url });
const { clientId, ...requested } = JSON.parse(options);
const locks = createWebLocks(client, { ttl: 1_000, clientId });

const ended = new Promise((resolve) => {
  stdin.resume().once("end", resolve);
});
say("requesting");
try {
  await locks.request(name, requested, async () => {
    say("granted");
    await ended;
  });
  say("released");
} catch (error) {
  say(`rejected ${error.name}`);
}
await client.close();
