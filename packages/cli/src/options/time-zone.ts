import { type Command, Option } from "commander";
import { usageFailure } from "../failure.js";
import { showName } from "../output/show-name.js";

/** Adds the option for the zone in which times of day are shown. */
export function withTimeZone(command: Command): Command {
  return command.addOption(
    new Option("--time-zone <zone>", "of the times shown, such as Europe/Berlin").argParser(
      parseTimeZone,
    ),
  );
}

/** @throws {Failure} if there is no such zone. */
function parseTimeZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw usageFailure(
      `--time-zone must be an IANA name such as Europe/Berlin or UTC, got ${showName(zone)}`,
    );
  }
}
