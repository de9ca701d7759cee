import { type Command, fits } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { Keyspace } from "./keyspace.js";
import { LuaHost } from "./lua-host.js";
import { PubSub } from "./pub-sub.js";
import { ErrorReply, type Reply } from "./reply.js";
import { encode } from "./resp.js";
import { Session } from "./session.js";

/** What a server is refused by, in the words of Redis 7.0. */
const REFUSALS = {
  full: "OOM command not allowed when used memory > 'maxmemory'.",
  readOnly: "READONLY You can't write against a read only replica.",
  fewReplicas: "NOREPLICAS Not enough good replicas to write.",
  noSave:
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.",
  busy: "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
  loading: "LOADING Redis is loading the dataset in memory",
} as const;

const ALWAYS = new Set([
  "HELLO",
  "AUTH",
  "CLIENT",
  "PING",
  "INFO",
  "QUIT",
  "SUBSCRIBE",
  "UNSUBSCRIBE",
]);

/** How many replicas have what a session wrote: at once, or when it is known. */
export type WaitFor = (session: Session, replicas: number, timeout: number) => number | undefined;

/** One Redis in memory: its keys, its clients, and what may be wrong with it. */
export class MemoryRedis {
  readonly keys: Keyspace;
  readonly pubSub = new PubSub();
  readonly scripts = new Map<string, string>();
  readonly lua = new LuaHost();
  readonly sessions = new Set<Session>();
  /** Commands that nobody may run, in capitals. */
  readonly denied = new Set<string>();
  full = false;
  readOnly = false;
  fewReplicas = false;
  noSave = false;
  busy = false;
  loading = false;
  waitFor: WaitFor = () => 0;
  /** Closes a client's connection from this side. */
  onKill: (session: Session) => void = () => undefined;
  /** Is told of every command, and of its reply. */
  onCommand:
    | ((session: Session, words: readonly string[], reply: Reply | undefined) => void)
    | undefined;
  readonly #clock: () => number;
  #now = 0;
  #sessionCount = 0;

  /** @param clock the server's wall clock, in us. */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.keys = new Keyspace(() => this.time);
    this.tick();
  }

  /** The server's time in us, which stands still while a command runs. */
  get now(): number {
    return this.#now;
  }

  /** The same in ms. */
  get time(): number {
    return Math.floor(this.#now / 1_000);
  }

  tick(): void {
    this.#now = this.#clock();
  }

  open(send: (bytes: string) => void): Session {
    this.#sessionCount += 1;
    const session = new Session(this.#sessionCount, send);
    this.sessions.add(session);
    return session;
  }

  close(session: Session): void {
    this.sessions.delete(session);
    this.pubSub.leaveAll(session);
  }

  /** Runs a command and sends its reply, unless it answers by itself. */
  answer(session: Session, words: readonly string[]): void {
    const reply = this.execute(session, words);
    if (reply !== undefined) session.send(encode(reply, session.protocol));
  }

  execute(session: Session, words: readonly string[]): Reply | undefined {
    this.tick();
    this.pubSub.published = [];
    const reply = this.#run(session, words);
    this.onCommand?.(session, words, reply);
    return reply;
  }

  #run(session: Session, words: readonly string[]): Reply | undefined {
    try {
      const [name = "", ...args] = words;
      const command = this.#commandOf(name, args);
      return command.run(args, { server: this, session, protocol: session.protocol });
    } catch (error) {
      if (error instanceof ErrorReply) return error;
      throw error;
    }
  }

  /** @throws {ErrorReply} when a script may not call it, as things are. */
  mayRunInScript(name: string, command: Command, dirty: boolean): void {
    if (this.denied.size > 0 && this.denied.has(name.toUpperCase())) {
      throw new ErrorReply(
        `NOPERM ACL failure in script: this user has no permissions to run the '${name.toLowerCase()}' command`,
      );
    }
    this.#mayWrite(command, dirty);
  }

  /** CLIENT KILL TYPE, ID or SKIPME, as far as tests use it. */
  killSessions(words: readonly string[]): number {
    const type = words[words.findIndex((word) => word.toUpperCase() === "TYPE") + 1];
    const killed = [...this.sessions].filter(
      (each) => (type === "pubsub") === each.subscriptions > 0,
    );
    for (const session of killed) this.onKill(session);
    return killed.length;
  }

  #commandOf(name: string, args: readonly string[]): Command {
    const known = name.toUpperCase();
    const command = COMMANDS.get(known);
    if (!command) {
      const given = args.map((arg) => `'${arg.slice(0, 128)}' `).join("");
      throw new ErrorReply(`ERR unknown command '${name}', with args beginning with: ${given}`);
    }
    if (!fits(command, args.length + 1)) {
      throw new ErrorReply(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
    }
    if (this.denied.has(known)) {
      throw new ErrorReply(
        `NOPERM this user has no permissions to run the '${name.toLowerCase()}' command`,
      );
    }
    if (this.loading && !ALWAYS.has(known)) throw new ErrorReply(REFUSALS.loading);
    if (this.busy && !ALWAYS.has(known)) throw new ErrorReply(REFUSALS.busy);
    if (!command.flags.includes("s")) this.#mayWrite(command, false);
    return command;
  }

  #mayWrite({ flags }: Command, dirty: boolean): void {
    if (!flags.includes("w")) return;
    if (this.readOnly) throw new ErrorReply(REFUSALS.readOnly);
    if (this.noSave) throw new ErrorReply(REFUSALS.noSave);
    if (this.fewReplicas) throw new ErrorReply(REFUSALS.fewReplicas);
    if (this.full && flags.includes("m") && !dirty) throw new ErrorReply(REFUSALS.full);
  }
}
