import { currentLock, synchronized } from "@lockwire/core";
import { locks } from "./locks.js";
import { copyPage, PAGES } from "./pages.js";

interface ImportEvent {
  readonly shop: string;
}

/** One import per shop at a time. A call that finds the lock held leaves the work to the other one. */
const importShop = synchronized(locks, {
  name: "import-shop",
  by: (event: ImportEvent) => event.shop,
  onBusy: "skip",
})(async (event) => {
  for (let page = 1; page <= PAGES; page++) {
    // Lambda may have frozen this process here, for longer than the lease. Reading `signal` checks the clock.
    const { signal, fence } = currentLock();
    signal.throwIfAborted();
    await copyPage(event.shop, page, fence);
  }
  return "imported" as const;
});

export async function handler(event: ImportEvent): Promise<"imported" | "skipped"> {
  return (await importShop(event)) ?? "skipped";
}
