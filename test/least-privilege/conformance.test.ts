import { conformance } from "@lockwire/core/testing";
import { DocumentedUser, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXCLUSIVE_TOPICS, SHARING_TOPICS } from "../helpers/topics.js";
import { MODES } from "./modes.js";

describe.each(MODES)("as $user of SECURITY.md", ({ user, open }) => {
  let server: RedisServer;
  let url: string;
  let sharingUrl: string;

  beforeAll(async () => {
    server = await startRedis();
    const documented = await DocumentedUser.read(user);
    url = await documented.create(server);
    sharingUrl = await (await documented.with("lockwire-sharing")).create(server, {
      as: "sharing",
    });
  });

  afterAll(() => server.stop());

  conformance(EXCLUSIVE_TOPICS, {
    minHold: true,
    resume: true,
    connect: (options) => open(url, options),
  });
  conformance(SHARING_TOPICS, {
    sharing: true,
    minHold: true,
    resume: true,
    connect: (options) => open(sharingUrl, options),
  });

  test("the server has refused it nothing", async () => {
    const log = (await server.admin().call("ACL", "LOG")) as string[][];
    const refused = log.map((entry) => entry[entry.indexOf("object") + 1]);
    // Sent by ioredis itself since Redis 7.2; it goes on without.
    expect(refused.filter((command) => command !== "client|setinfo")).toEqual([]);
  });
});
