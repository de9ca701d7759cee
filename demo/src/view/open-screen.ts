import { LiveScreen } from "./live-screen.js";
import { PlainScreen } from "./plain-screen.js";
import type { Screen } from "./screen.js";

export function openScreen(output: NodeJS.WriteStream): Screen {
  return output.isTTY ? new LiveScreen(output) : new PlainScreen((line) => console.log(line));
}
