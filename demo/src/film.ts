import { createPubSubLocks } from "@lockwire/redis-pubsub";
import colors from "picocolors";
import { clock } from "./crew.js";
import type { Kind } from "./locks.js";
import type { DemoOptions } from "./options.js";
import { Scene, type Verdict } from "./scene.js";
import type { Screen } from "./screen.js";

/** How long the killed holder keeps the others waiting, in ms. */
const TTL = 3_000;
/** How long the third act shows what comes before the kill, and after the next one has the lock, in ms. */
const BESIDE_KILL = 1_500;

/** The lane of the process that is killed. */
const VICTIM = 2;

/** Plays the acts, and resolves with whether every counter was right in which a lock was used. */
export async function play(url: string, options: DemoOptions, screen: Screen): Promise<boolean> {
  const length = options.seconds * 1_000;
  const title = (text: string) => screen.say(`\n${colors.bold(colors.cyan(text))}\n`);

  title("1. Three processes raise a counter, and nothing protects it");
  screen.say("Each one reads it, works for 200 ms, and writes one more. X: two at a time.\n");
  const unguarded = await act(["none"]);
  if (options.unguarded) return tell(unguarded);

  title("2. With a lock: a library that polls and Lockwire, in the same seconds");
  screen.say("A block holds the lock, a dot waits for it.\n");
  const guarded = await act(["redlock", "lockwire"]);
  screen.say(FIGURES);

  title("3. The holder is killed in the middle of its work");
  screen.say(
    `Nobody can release its lock now, so it ends when its lease of ${TTL / 1_000} s runs out.\n`,
  );
  const survived = await kill();

  screen.say("");
  tell(unguarded);
  return tell([...guarded, ...survived]);

  async function act(kinds: readonly Kind[]): Promise<Verdict[]> {
    await using scene = new Scene({ kinds, url, screen, length });
    await scene.start();
    await scene.until(() => scene.elapsed > length);
    return await scene.finish();
  }

  async function kill(): Promise<Verdict[]> {
    await using locks = createPubSubLocks({ redis: url });
    await using scene = new Scene({
      kinds: ["lockwire"],
      url,
      screen,
      length: TTL + 2 * BESIDE_KILL,
      ttl: TTL,
    });
    const [crew] = scene.crews;
    await scene.start();
    await scene.until(() => scene.elapsed > BESIDE_KILL);
    crew?.stick(VICTIM);
    await scene.until(() => crew?.isStuck(VICTIM) === true);
    crew?.kill(VICTIM);
    const leaseEnds = clock() + (await locks.peek("demo")).ttl;
    const left = () =>
      `process ${VICTIM} is dead; its lease ends in ${inSeconds(leaseEnds - clock())}`;
    await scene.until(() => crew?.holder !== undefined, left);
    const next = crew?.holder?.turns.at(-1)?.acquired ?? Number.NaN;
    await scene.until(() => clock() > next + BESIDE_KILL);
    const [verdict] = await scene.finish();
    const after = Math.round(next - leaseEnds);
    screen.say(
      `Process ${VICTIM} was killed. The next one has the lock ${after} ms after the lease's end.`,
    );
    return verdict ? [{ ...verdict, title: "Lockwire, its holder killed" }] : [];
  }

  function tell(verdicts: readonly Verdict[]): boolean {
    for (const { title, raised, found } of verdicts) {
      const mark = raised > 0 && raised === found ? colors.green("ok   ") : colors.red("WRONG");
      screen.say(`${mark} ${title}: raised ${raised} times, found ${found}`);
    }
    return verdicts.every(({ raised, found }) => raised > 0 && raised === found);
  }
}

const inSeconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

const FIGURES = `These figures are those of the README, at a pace that one can follow: a hand-off
is the time from a release to the next holder. There a hundred waiters in four
processes hold the lock for 1 ms each, and it mostly stays within a process,
which takes no command; here each hand-off goes to another process.`;
