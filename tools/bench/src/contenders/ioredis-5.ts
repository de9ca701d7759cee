import { Redis } from "ioredis5";
import { lockwireOver } from "./lockwire.js";
import { rawOver } from "./raw.js";

const open = (url: string) => new Redis(url);

export const lockwireIoredis5 = lockwireOver("ioredis-5", open);

/** The same as `raw`, over ioredis 5. */
export const rawIoredis5 = rawOver("raw-ioredis-5", open);
