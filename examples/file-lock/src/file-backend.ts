import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rename, rm, rmdir, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { type Backend, type Claim, type Grant, type Refusal, sleep } from "@lockwire/core/backend";

/** A lock is a folder. While it is held there is an entry in it: named for the token, its mtime the lease's end. */
export function fileBackend(folder: string): Backend {
  async function look(name: string) {
    const lock = join(folder, createHash("sha256").update(name).digest("hex"));
    const [file = ".none"] = await foreseen("ENOENT", readdir(lock), []);
    const entry = join(lock, file);
    const now = Date.now();
    const { mtimeMs: ends } = await foreseen("ENOENT", stat(entry), { mtimeMs: 0 });
    return { lock, entry, owner: file.split(".", 1)[0], ends, left: ends - now };
  }

  async function renew({ name, token }: Claim, ttl: number) {
    const { entry, owner, ends } = await look(name);
    if (owner !== token || !(await did("ENOENT", endIn(ttl, entry)))) return false;
    if (Date.now() < ends) return true;
    await did("ENOENT", rmdir(entry));
    return false;
  }

  async function tryAcquire({ name, token }: Claim, ttl: number): Promise<Grant | Refusal> {
    const { lock, entry, owner, left } = await look(name);
    if (owner !== token || !(await renew({ name, token }, ttl))) {
      if (left > 0) return { acquired: false, freeIn: left };
      await did("ENOENT", rmdir(entry));
      if (!(await enter(lock, token, ttl))) return { acquired: false, freeIn: 1 };
    }
    return { acquired: true, fence: await nextFence(`${lock}-fences`) };
  }

  async function release(name: string, token: string) {
    const { entry, owner, left } = await look(name);
    return owner === token && (await did("ENOENT", rmdir(entry))) && left > 0;
  }

  return {
    contender: (claim) => ({
      tryAcquire: (ttl) => tryAcquire(claim, ttl),
      nextChance: ({ freeIn }, signal) => sleep(Math.min(freeIn, 25), signal),
      renew: (ttl) => renew(claim, ttl),
      release: () => release(claim.name, claim.token),
    }),
    release,
    async forceRelease(name) {
      const { entry, left } = await look(name);
      return left > 0 && did("ENOENT", rmdir(entry));
    },
    async peek(name) {
      const { left } = await look(name);
      return { held: left > 0, ttl: Math.max(0, left) };
    },
  };
}

/** Moves a folder with our entry to where the lock is. That works if there is none, or an empty one. */
async function enter(lock: string, token: string, ttl: number) {
  const ready = await mkdtemp(`${lock}.`);
  await endIn(ttl, await mkdtemp(join(ready, `${token}.`)));
  const entered = await did("ENOTEMPTY", rename(ready, lock));
  if (!entered) await rm(ready, { recursive: true });
  return entered;
}

/** A number belongs to whoever makes its folder. */
async function nextFence(folder: string) {
  await mkdir(folder, { recursive: true });
  const used = await readdir(folder);
  const fence = 1 + Math.max(0, ...used.map(Number));
  await mkdir(join(folder, `${fence}`));
  for (const old of used) await did("ENOENT", rmdir(join(folder, old)));
  return fence;
}

const endIn = (ttl: number, entry: string) => utimes(entry, 0, (Date.now() + ttl) / 1_000);

/** Whether a step was done; false where it failed with this code. */
const did = async (code: string, step: Promise<unknown>) =>
  (await foreseen(code, step, code)) !== code;

/** What a step gives; the second value where it failed with this code. Any other failure stays one. */
const foreseen = <T, F>(code: string, step: Promise<T>, otherwise: F): Promise<T | F> =>
  step.catch((error) => (error.code === code ? otherwise : Promise.reject(error)));
