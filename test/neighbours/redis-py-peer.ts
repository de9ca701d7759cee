import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Neighbour, Peer } from "./peer.js";

const PROGRAM = fileURLToPath(new URL("redis_py_peer.py", import.meta.url));

/** Options of the Python client, `decode_responses` for instance. */
type ClientOptions = Readonly<Record<string, unknown>>;

interface RedisPyPeer extends Peer {
  owned(): Promise<boolean>;
}

/** redis-py itself, in a Python process of its own. */
export function openRedisPy(python: string, url: string, options: ClientOptions = {}): RedisPyPeer {
  const stdio = ["pipe", "pipe", "inherit"] as const;
  const child = spawn(python, [PROGRAM, url, JSON.stringify(options)], { stdio: [...stdio] });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (command: object): Promise<boolean> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("the Python process has ended");
    return JSON.parse(String(value)) === true;
  };
  return {
    acquire: (name, { ttl, wait }) => ask({ op: "acquire", name, ttl, wait }),
    release: async () => void (await ask({ op: "release" })),
    owned: () => ask({ op: "owned" }),
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

export function redisPy(python: string): Neighbour {
  return { layout: "redis-py", key: (name) => name, open: (url) => openRedisPy(python, url) };
}
