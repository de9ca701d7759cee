import { setTimeout as sleep } from "node:timers/promises";

export const PAGES = 5;

/** A stand-in for real work. The resource should refuse a smaller fence than it has seen. */
export async function copyPage(shop: string, page: number, fence: number): Promise<void> {
  console.log(`${shop}: copying page ${page} with fence ${fence}`);
  await sleep(50);
}
