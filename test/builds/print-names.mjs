// Loaded before a program, whatever it was built by: prints the name of each lock that it acquires.

import { tracingChannel } from "node:diagnostics_channel";

const ignore = () => {};

tracingChannel("lockwire.acquire").subscribe({
  start: ({ name }) => console.log(`acquires ${name}`),
  end: ignore,
  asyncStart: ignore,
  asyncEnd: ignore,
  error: ignore,
});
