import { createMemoryLocks, synchronized } from "@lockwire/core";

const locks = createMemoryLocks();

/** What the compiler has to refuse, under both settings of `experimentalDecorators`. */
export class Refused {
  // @ts-expect-error a skipped call has no result, and this method promises one
  @synchronized(locks, { name: "skip", onBusy: "skip" })
  async skip(): Promise<number> {
    return 1;
  }

  // @ts-expect-error a guarded method is asynchronous
  @synchronized(locks, { name: "now" })
  now(): number {
    return 1;
  }

  // @ts-expect-error by names an argument that this method does not have
  @synchronized(locks, { name: "by", by: (order: { id: string }) => order.id })
  async by(order: string): Promise<string> {
    return order;
  }

  // @ts-expect-error only methods can be guarded
  @synchronized(locks, { name: "field" })
  field = async () => 1;

  // @ts-expect-error a method's class has another name in another build
  @synchronized(locks)
  async unnamed(): Promise<void> {}
}
