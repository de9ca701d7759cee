import { waitUntil } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const CANARY = "canary-5f1e";
const TTL = 600;

export const scenario: Scenario = {
  row: 25,
  title: "wrong or rotated password",
  variants: VARIANTS,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const admin = server.admin();
    const setPassword = (password: string) =>
      admin.call("ACL", "SETUSER", "app", "reset", "on", `>${password}`, "~*", "&*", "+@all");
    await setPassword(CANARY);
    const url = server.url.replace("//", `//app:${CANARY}@`);
    const [holder, other] = await stage.pair({ url });
    await other.release(await other.acquire("warm-up"));
    const lock = await holder.acquire("job", { ttl: TTL });
    await stage.lasting(stage.random.int(0, TTL));

    await setPassword("another");
    await admin.call("CLIENT", "KILL", "USER", "app");
    const refused = await other.acquire("free", { blockingTimeout: 10_000 });
    stage.check("it is a typed error", refused.code === "LOCK_BACKEND", refused.code);
    stage.check("which says why", refused.message?.includes("WRONGPASS") === true, refused.message);
    stage.check("the password does not show", refused.shown?.includes(CANARY) === false);
    await stage.history.noted("lost", 1);
    stage.check("the holder knows of its loss", (await holder.look(lock)).held === false);

    await setPassword(CANARY);
    // Whoever connects at that moment is still refused.
    const again = await waitUntil(
      async () => {
        const answer = await other.acquire("job", { blockingTimeout: 10_000 });
        return answer.held && answer;
      },
      { what: "the right password to work", every: 100 },
    );
    await other.release(again);
    const told = JSON.stringify(await stage.history.read());
    stage.check("no event shows the password", !told.includes(CANARY));
  },
};
