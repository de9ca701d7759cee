import { createPubSubLocks } from "@lockwire/redis-pubsub";
import colors from "picocolors";
import { Act, type Stage, type Verdict } from "./act.js";
import { clock, tell } from "./crew.js";
import type { Kind } from "./locks.js";
import type { DemoOptions } from "./options.js";

/** How long the killed holder keeps the others waiting, in ms. */
const TTL = 3_000;
/** How long the third act goes on before the kill, and once the next process has the lock, in ms. */
const BESIDE_KILL = 1_500;

/** Plays the acts, and resolves with whether every counter was right in which a lock was used. */
export async function play(stage: Stage, { seconds, unguarded }: DemoOptions): Promise<boolean> {
  const { say } = stage.screen;
  const title = (text: string) => say(`\n${colors.bold(colors.cyan(text))}\n`);

  title("1. Three processes raise a counter, and nothing protects it");
  say("Each one reads it, works for 200 ms, and writes one more. X: two at a time.\n");
  const wrong = await act(["none"]);
  if (unguarded) return show(wrong);

  title("2. With a lock: a library that polls and Lockwire, in the same seconds");
  say("█ holds the lock, · waits for it.\n");
  const guarded = await act(["redlock", "lockwire"]);
  say(FIGURES);

  title("3. The holder is killed in the middle of its work");
  say(`Nobody releases its lock, which ends when its lease of ${TTL / 1_000} s has run out.\n`);
  const survived = await kill();

  say("");
  show(wrong);
  return show([...guarded, ...survived]);

  async function act(kinds: readonly Kind[]): Promise<Verdict[]> {
    using scene = new Act(stage, kinds, seconds * 1_000);
    await scene.start();
    await scene.during(seconds * 1_000);
    return await scene.finish();
  }

  async function kill(): Promise<Verdict[]> {
    await using locks = createPubSubLocks({ redis: stage.url });
    using scene = new Act(stage, ["lockwire"], TTL + 2 * BESIDE_KILL, TTL);
    const members = scene.crews.flatMap((crew) => crew.members);
    const [, victim] = members;
    if (victim === undefined) throw new RangeError("there is nobody to kill");
    await scene.start();
    await scene.during(BESIDE_KILL);
    tell(victim, "die");
    await scene.until(() => victim.killed !== undefined);

    const end = clock() + (await locks.peek("demo")).ttl;
    const next = () =>
      members.flatMap(({ turns }) => turns).find(({ acquired = 0 }) => acquired > end - 1)
        ?.acquired;
    const left = () => (Math.max(0, end - clock()) / 1_000).toFixed(1);
    await scene.until(
      () => next() !== undefined,
      () => `process 2 is dead; its lease ends in ${left()} s`,
    );
    await scene.during(BESIDE_KILL);
    const verdicts = await scene.finish();
    const after = Math.round((next() ?? Number.NaN) - end);
    say(`Process 2 was killed. The next one has the lock ${after} ms after the lease's end.`);
    return verdicts.map((verdict) => ({ ...verdict, title: "Lockwire, its holder killed" }));
  }

  function show(verdicts: readonly Verdict[]): boolean {
    for (const { title: name, raised, found } of verdicts) {
      const mark = raised > 0 && raised === found ? colors.green("ok   ") : colors.red("WRONG");
      say(`${mark} ${name}: raised ${raised} times, found ${found}`);
    }
    return verdicts.every(({ raised, found }) => raised > 0 && raised === found);
  }
}

const FIGURES = `A hand-off is the time from a release until the next process has the lock, here
as in the figures of the README. There a hundred waiters in four processes hold
the lock for 1 ms each, and most hand-offs stay within a process, which takes no
command; here each one goes to another process.`;
