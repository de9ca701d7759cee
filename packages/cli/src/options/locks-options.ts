import { type Command, Option } from "commander";

/** Adds the options that say which locks are meant, which every command has that asks Redis. */
export function withLocksOptions(command: Command): Command {
  return command
    .addOption(new Option("--redis <url>", "the Redis that keeps the locks").env("REDIS_URL"))
    .option("--prefix <text>", 'the prefix of every key (default: "lockwire:")')
    .option("--spin", "for a Redis without pub/sub: wait by polling")
    .option("--json", "print JSON");
}
