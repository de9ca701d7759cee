import acquire from "./acquire.lua";
import holder from "./holder.lua";
import peek from "./peek.lua";
import release from "./release.lua";
import renew from "./renew.lua";
import { Script } from "./script.js";
import transfer from "./transfer.lua";

export const ACQUIRE = new Script(acquire);
export const RENEW = new Script(renew);
export const RELEASE = new Script(release);
export const TRANSFER = new Script(transfer);
export const PEEK = new Script(peek);
export const HOLDER = new Script(holder);
