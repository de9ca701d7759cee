import { createMemoryLocks, MemorySpace } from "@lockwire/core";
import { conformance } from "@lockwire/core/testing";
import { describe, test } from "vitest";

const space = new MemorySpace();

conformance(
  { describe, test },
  {
    sharing: true,
    minHold: true,
    resume: true,
    connect: (options) => createMemoryLocks({ ...options, space }),
  },
);
