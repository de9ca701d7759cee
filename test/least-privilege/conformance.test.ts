import { conformance } from "@lockwire/core/testing";
import { DocumentedUser, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MODES } from "./modes.js";

describe.each(MODES)("as $user of SECURITY.md", ({ user, open }) => {
  let server: RedisServer;
  let url: string;

  beforeAll(async () => {
    server = await startRedis();
    url = await (await DocumentedUser.read(user)).create(server);
  });

  afterAll(() => server.stop());

  conformance({ describe, test }, { sharing: true, connect: (options) => open(url, options) });

  test("the server has refused it nothing", async () => {
    const log = (await server.admin().call("ACL", "LOG")) as string[][];
    const refused = log.map((entry) => entry[entry.indexOf("object") + 1]);
    // Sent by ioredis itself since Redis 7.2; it goes on without.
    expect(refused.filter((command) => command !== "client|setinfo")).toEqual([]);
  });
});
