import { type Command, InvalidArgumentError, Option } from "commander";

/** Adds the option for the zone in which times of day are shown. */
export function withTimeZone(command: Command): Command {
  return command.addOption(
    new Option("--time-zone <zone>", "of the times shown, such as Europe/Berlin").argParser(
      parseTimeZone,
    ),
  );
}

/** @throws {InvalidArgumentError} on a zone that there is not. */
function parseTimeZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError("a time zone has an IANA name: Europe/Berlin, UTC.");
  }
}
