import { type LockClient, LockTimeoutError } from "@lockwire/core";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { Orders } from "./orders.js";

/** Charges an order once, however many requests for it arrive at the same time, on any number of servers. */
export function createApp(locks: LockClient, orders: Orders): Express {
  const app = express();

  app.post("/orders/:id/charge", async (request, response) => {
    const { id } = request.params;
    const options = { blockingTimeout: 2_000, signal: goneWith(response) };
    const receipt = await locks.withLock(`order:${id}`, options, async ({ signal }) => {
      return (await orders.receipt(id)) ?? (await orders.charge(id, signal));
    });
    response.json({ receipt });
  });

  app.use(refuseWhenBusy);
  return app;
}

/** Aborted when the client hangs up, since nobody waits for the response then. */
function goneWith(response: express.Response): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}

const refuseWhenBusy: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.destroyed) return;
  if (!(error instanceof LockTimeoutError)) return next(error);
  response.status(503).set("Retry-After", "1").json({ error: "busy, try again" });
};
