import { createMemoryLocks, currentLock, synchronized } from "@lockwire/core";

const locks = createMemoryLocks();

/** Only a standard decorator can decorate a private method. */
export class Vault {
  @synchronized(locks, { name: "Vault.open" })
  async #open(): Promise<string> {
    return currentLock().name;
  }

  open(): Promise<string> {
    return this.#open();
  }
}
