import { createMemoryLocks } from "@lockwire/core";

export const locks = createMemoryLocks();
