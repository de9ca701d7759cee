import { startProgram } from "@lockwire/support";
import { expect, it } from "vitest";

const cwd = import.meta.dirname;

it("gathers what a command prints, and its exit code", async () => {
  await using program = startProgram(
    ["/bin/sh", "-c", 'echo "$A"; read line; echo "$line"; exit 3'],
    {
      cwd,
      env: { A: "first" },
    },
  );
  await program.shows(/^first$/m);
  program.input.write("second\n");
  expect(await program.ended).toBe(3);
  expect(program.output).toBe("first\nsecond\n");
});

it("reaches the children of the command with a signal, and minds none when all are gone", async () => {
  const program = startProgram(["/bin/sh", "-c", "sleep 600 & echo started; wait"], { cwd });
  await program.shows(/started/);
  // Ends only when the child, which has the same output, is gone too.
  await program[Symbol.asyncDispose]();
  program.signal("SIGTERM");
});

it("rejects when there is no such command", async () => {
  const program = startProgram(["/nowhere/command"], { cwd });
  await expect(program.ended).rejects.toThrow("ENOENT");
});
