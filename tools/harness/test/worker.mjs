import { serve, WorkerProcess } from "@lockwire/harness";

await serve({
  async open({ greeting, trouble, busy = false }) {
    if (trouble !== undefined) throw new Error(trouble);
    if (busy) setInterval(() => undefined, 1_000);
    /** @type {Record<string, (value: unknown) => unknown>} */
    const commands = {
      greet: (name) => `${greeting} ${name}`,
      echo: (value) => value,
      fail: () => Promise.reject(new Error("it failed")),
      crash: () => new Promise(() => process.nextTick(() => throwIt())),
      never: () => new Promise(() => {}),
      close: () => undefined,
      start: async () => {
        const child = new WorkerProcess(new URL(import.meta.url), { greeting, busy: true });
        await child.ready;
        return child.pid;
      },
    };
    return async ({ do: name, value }) => commands[name]?.(value);
  },
  isLast: (command) => command.do === "close",
});

function throwIt() {
  throw new Error("nobody catches this");
}
