import type { Backend, Claim } from "../contract/backend.js";
import { LockBackendError, LockModeError } from "../contract/errors.js";
import type { HoldMode, Sharing } from "../contract/mode.js";

/** The mode in which an acquisition would hold the lock. */
export function modeOf(sharing: Sharing | undefined): HoldMode {
  return sharing?.mode ?? "exclusive";
}

/** Each mode as messages describe it. */
const AS: Readonly<Record<HoldMode, string>> = {
  exclusive: "as an exclusive lock",
  shared: "as a shared lock",
  limited: "with a limit",
};

/** @throws {LockModeError} if the backend does not support several holders: it would acquire an exclusive lock instead. */
export function checkSharing(backend: Backend, name: string, sharing: Sharing | undefined): void {
  if (sharing === undefined || backend.sharing) return;
  const message = `cannot be acquired ${AS[sharing.mode]}: this backend supports only exclusive locks`;
  throw new LockModeError(name, sharing.mode, message);
}

/** @throws {LockBackendError} if the backend cannot keep a lock taken after its release. */
export function checkMinHold(backend: Backend, name: string, minHold: number): void {
  if (minHold === 0 || backend.minHold) return;
  const message = "this backend cannot keep a lock taken after its release, which minHold requires";
  throw new LockBackendError(name, "acquire", { message, retryFor: 0 });
}

/** The error for a name that is held in an incompatible mode. */
export function heldOtherwise({ name, sharing }: Claim, held: HoldMode): LockModeError {
  const wanted = modeOf(sharing);
  const message = `cannot be acquired ${AS[wanted]} while it is held ${AS[held]}; use only one of the two for this name`;
  return new LockModeError(name, wanted, message, held);
}

/** The error for a change of mode from the wrong mode. */
export function cannotChange(name: string, held: HoldMode, wanted: HoldMode): LockModeError {
  const message = `cannot be changed to ${wanted}: it is held ${AS[held]}`;
  return new LockModeError(name, wanted, message, held);
}

/** The error for a `downgrade` of a lock with a `minHold`. */
export function cannotShare(name: string): LockModeError {
  return new LockModeError(
    name,
    "shared",
    "cannot be shared: it was acquired with a minHold",
    "exclusive",
  );
}
