import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { type Backend, type Claim, type Grant, type Refusal, sleep } from "@lockwire/core/backend";

/** A lock is a folder. While it is held there is one entry in it, named for the holder's token and the lease's end. */
export function fileBackend(folder: string): Backend {
  const lockOf = (name: string) => join(folder, createHash("sha256").update(name).digest("hex"));

  async function look(name: string) {
    const [entry = ".0"] = await expecting("ENOENT", readdir(lockOf(name)), []);
    const [owner, ends] = entry.split(".");
    return {
      path: join(lockOf(name), entry),
      owner,
      ends: Number(ends),
      left: Number(ends) - Date.now(),
    };
  }

  async function renew(claim: Claim, ttl: number, shorten = false): Promise<boolean> {
    const { path, owner, ends, left } = await look(claim.name);
    if (owner !== claim.token || left <= 0) return false;
    const end = Math.max(Date.now() + ttl, shorten ? 0 : ends);
    const renewed = rename(path, join(lockOf(claim.name), `${owner}.${end}`));
    return (await succeeds(renewed, "ENOENT")) || renew(claim, ttl, shorten);
  }

  async function tryAcquire(claim: Claim, ttl: number): Promise<Grant | Refusal> {
    const lock = lockOf(claim.name);
    if (!(await renew(claim, ttl))) {
      const { path, left } = await look(claim.name);
      if (left > 0) return { acquired: false, freeIn: left };
      await succeeds(rmdir(path), "ENOENT");
      if (!(await enter(lock, claim.token, ttl))) return { acquired: false, freeIn: 1 };
    }
    return { acquired: true, fence: await nextFence(`${lock}-fences`) };
  }

  async function release(name: string, token?: string): Promise<boolean> {
    const { path, owner, left } = await look(name);
    if (owner !== (token ?? owner) || left <= 0) return false;
    return (await succeeds(rmdir(path), "ENOENT")) || release(name, owner);
  }

  return {
    contender: (claim) => ({
      tryAcquire: (ttl) => tryAcquire(claim, ttl),
      nextChance: ({ freeIn }, signal) => sleep(Math.min(freeIn, 25), signal),
      renew: (ttl, { shorten }) => renew(claim, ttl, shorten),
      release: () => release(claim.name, claim.token),
    }),
    release: (name, token) => release(name, token),
    forceRelease: (name) => release(name),
    async peek(name) {
      const { left } = await look(name);
      return { held: left > 0, ttl: Math.max(0, left) };
    },
  };
}

/** Moves a folder with an entry of this token to where the lock is; false where somebody else holds it. */
async function enter(lock: string, token: string, ttl: number) {
  const ready = await mkdtemp(`${lock}.`);
  await mkdir(join(ready, `${token}.${Date.now() + ttl}`));
  const entered = await succeeds(rename(ready, lock), "ENOTEMPTY");
  if (!entered) await rm(ready, { recursive: true });
  return entered;
}

/** A fence belongs to the attempt that makes its folder. */
async function nextFence(folder: string) {
  await mkdir(folder, { recursive: true });
  const used = await readdir(folder);
  const fence = 1 + Math.max(0, ...used.map(Number));
  await mkdir(join(folder, `${fence}`));
  for (const old of used) await succeeds(rmdir(join(folder, old)), "ENOENT");
  return fence;
}

/** False where the step fails with this code. */
const succeeds = async (step: Promise<unknown>, code: string) =>
  (await expecting(code, step, code)) !== code;

/** The result of a step, or `otherwise` where it fails with this code. Any other failure is passed on. */
const expecting = <T, F>(code: string, step: Promise<T>, otherwise: F): Promise<T | F> =>
  step.catch((error) => (error.code === code ? otherwise : Promise.reject(error)));
