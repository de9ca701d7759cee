import { findRedisServer, RedisNotFoundError, startRedis } from "@lockwire/support";
import { openStage } from "./act.js";
import { play } from "./film.js";
import { readOptions } from "./options.js";
import { Screen } from "./screen.js";

const INSTALLING = `There is no redis-server here, so one is installed now with the package manager
of this system; no service is started. To prevent that, stop the demo with
Ctrl-C, and start it with --no-install, or with
LOCKWIRE_REDIS_SERVER=/path/to/redis-server.`;

const options = readOptions(process.argv.slice(2));
const screen = new Screen(process.stdout);

try {
  await using server = await startRedis({ program: await findServer() });
  using stage = openStage(server.url, screen);
  const isRight = await play(stage, options);
  process.exitCode = isRight ? 0 : 1;
} catch (error) {
  if (!(error instanceof RedisNotFoundError)) throw error;
  screen.say(error.message);
  process.exitCode = 1;
}

async function findServer(): Promise<string> {
  const present = await findRedisServer({ install: false }).catch((error: unknown) => error);
  if (typeof present === "string") return present;
  if (!options.install || process.env["LOCKWIRE_REDIS_SERVER"]) throw present;
  screen.say(INSTALLING);
  return findRedisServer({ say: screen.say });
}
