import type { Command } from "../command.js";
import { CONNECTION } from "./connection.js";
import { EXPIRY } from "./expiry.js";
import { HASHES } from "./hashes.js";
import { KEYS } from "./keys.js";
import { LISTS } from "./lists.js";
import { PUB_SUB } from "./pub-sub.js";
import { SCRIPTING } from "./scripting.js";
import { SERVER } from "./server.js";
import { SORTED_SETS } from "./sorted-sets.js";
import { STRINGS } from "./strings.js";

/** Every command that the server knows, by its name in capitals. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...CONNECTION,
    ...EXPIRY,
    ...HASHES,
    ...KEYS,
    ...LISTS,
    ...PUB_SUB,
    ...SCRIPTING,
    ...SERVER,
    ...SORTED_SETS,
    ...STRINGS,
  }),
);
