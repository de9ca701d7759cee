import { DocumentedUser, documentedSigns, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { MODES } from "./modes.js";
import { walk } from "./walk.js";

const cases = await Promise.all(
  MODES.map(async (mode) => ({ mode, user: await DocumentedUser.read(mode.user) })),
);
const sharing = await DocumentedUser.read("lockwire-sharing");
const documented = await documentedSigns();

describe.each(cases)("as $user.name of SECURITY.md", ({ mode, user }) => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await startRedis();
    // ioredis itself tells of a refused INFO.
    vi.spyOn(console, "warn").mockReturnValue();
  });

  afterAll(async () => {
    vi.restoreAllMocks();
    await server.stop();
  });

  test("with all of them nothing fails", async () => {
    const url = await user.create(server);
    expect(await walk(mode, url, "all")).toEqual({ signs: [], holders: 1, served: 2 });
  });

  test.concurrent.each([...user.permissions])("without %s", async (without) => {
    const as = `${user.name}${user.permissions.indexOf(without)}`;
    const url = await user.create(server, { without, as });
    const { signs, holders, served } = await walk(mode, url, as);
    const expected = documented.get(without);

    expect(holders).toBeLessThanOrEqual(1);
    expect(expected, "SECURITY.md does not say what is seen then").toBeDefined();
    expect([...(expected ?? [])]).toEqual(expect.arrayContaining([...signs]));
    if (expected?.size === 0) expect(served).toBe(2);
    else expect(signs).not.toEqual([]);
  });

  test("with those for several holders nothing fails", async () => {
    const as = `${user.name}-sharing`;
    const url = await (await user.with(sharing.name)).create(server, { as });
    expect(await walk(mode, url, as, { limit: 1 })).toEqual({ signs: [], holders: 1, served: 2 });
  });

  test.concurrent.each([...sharing.permissions])("several holders without %s", async (without) => {
    const as = `${user.name}-sharing${sharing.permissions.indexOf(without)}`;
    const url = await (await user.with(sharing.name)).create(server, { without, as });
    const { signs, holders, served } = await walk(mode, url, as, { limit: 1 });
    const expected = documented.get(without);

    expect(holders).toBeLessThanOrEqual(1);
    expect([...(expected ?? [])]).toEqual(expect.arrayContaining([...signs]));
    if (signs.length === 0) expect(served).toBe(2);
  });
});
