import { type GivenClient, ioredis, nodeRedis, nodeRedisPool } from "../given-clients.js";
import { IS_LONG } from "../is-long.js";

const SAMPLE = [ioredis(6), nodeRedis(6, 3)];
const OTHERS = [
  ...[ioredis(5), nodeRedis(5, 2), nodeRedis(5, 3), nodeRedis(6, 2)],
  ...[nodeRedisPool(5, 2), nodeRedisPool(6, 3)],
];

/** Clients of one server whose locks ask for replication. */
export const CLIENTS: readonly GivenClient[] = IS_LONG ? [...SAMPLE, ...OTHERS] : SAMPLE;
