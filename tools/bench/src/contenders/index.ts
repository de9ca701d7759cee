import { selectById } from "../suite/select-by-id.js";
import type { Contender } from "./contender.js";
import { lockwireIoredis5, rawIoredis5 } from "./ioredis-5.js";
import {
  lockwireFifo,
  lockwireHandoff,
  lockwireLocal,
  lockwirePlain,
  lockwireSpin,
  lockwireTraced,
} from "./lockwire.js";
import { lockwireScripts } from "./lockwire-scripts.js";
import { lockwireSeveral } from "./lockwire-several.js";
import { lockwireNodeRedis, rawNodeRedis } from "./node-redis.js";
import { nodeRedisson } from "./node-redisson.js";
import { raw } from "./raw.js";
import { rawFence } from "./raw-fence.js";
import { rawPubSub } from "./raw-pubsub.js";
import { rawPlaces, rawSharers } from "./raw-several.js";
import { redisSemaphore } from "./redis-semaphore.js";
import { redisSemaphorePlaces } from "./redis-semaphore-places.js";
import { redlock4 } from "./redlock-4.js";
import { redlock5 } from "./redlock-5.js";
import { redlockUniversal } from "./redlock-universal.js";
import { simpleRedisMutex } from "./simple-redis-mutex.js";
import { verrou } from "./verrou.js";

export const contenders: readonly Contender[] = [
  lockwireHandoff,
  lockwireFifo,
  lockwirePlain,
  lockwireSpin,
  redlock5,
  redlock4,
  redisSemaphore,
  nodeRedisson,
  redlockUniversal,
  verrou,
  simpleRedisMutex,
  raw,
  rawPubSub,
  ...lockwireSeveral,
  redisSemaphorePlaces,
  rawPlaces,
  rawSharers,
];

/** Only when asked for: what `localHandoffs` does, what listening to the channels costs, what a cycle is made of, and what it is over other clients. */
export const onRequest: readonly Contender[] = [
  ...[0, 1, 4, 16, 64, 256, 1_000].map(lockwireLocal),
  lockwireTraced,
  rawFence,
  lockwireScripts,
  lockwireNodeRedis,
  rawNodeRedis,
  lockwireIoredis5,
  rawIoredis5,
];

/** Those whose id is, or starts with, one of these: `lockwire` is all of ours, `lockwire-local-4` one of them. */
export function selectContenders(ids: readonly string[]): Contender[] {
  return selectById("contender", [...contenders, ...onRequest], ids);
}

/** @throws {RangeError} on an id that nobody has. */
export function contenderOf(id: string): Contender {
  const [found] = selectContenders([id]);
  if (found?.id === id) return found;
  throw new RangeError(`no contender is called ${id}`);
}
