import type { LockClient } from "@lockwire/core";
import { DelayedError, Worker } from "bullmq";

export const QUEUE = "invoices";
/** How long a job whose customer is busy is delayed, in ms. */
const LATER = 200;

export interface Invoice {
  readonly customer: string;
  readonly number: number;
}

export interface InvoiceWorkerOptions {
  readonly url: string;
  readonly locks: LockClient;
  readonly send: (invoice: Invoice, signal: AbortSignal) => Promise<void>;
}

/** Sends invoices, many at a time, but only one at a time per customer, across all workers. */
export function startInvoiceWorker({ url, locks, send }: InvoiceWorkerOptions): Worker<Invoice> {
  return new Worker<Invoice>(
    QUEUE,
    async (job, token) => {
      await using lock = await locks.tryAcquire(`customer:${job.data.customer}`);
      if (!lock) {
        // Waiting here would block a job that could run.
        await job.moveToDelayed(Date.now() + LATER, token);
        throw new DelayedError();
      }
      await send(job.data, lock.signal);
    },
    { connection: { url }, concurrency: 10 },
  );
}
