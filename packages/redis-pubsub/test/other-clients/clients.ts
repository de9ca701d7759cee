import { type GivenClient, iovalkey, nodeRedis } from "../given-clients.js";

/** What the locks are given instead of a client of ioredis: each adapter and protocol once. */
export const OTHER_CLIENTS: readonly GivenClient[] = [nodeRedis(5, 2), nodeRedis(6, 3), iovalkey];
