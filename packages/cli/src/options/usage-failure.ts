import { EXIT } from "../exit-codes.js";
import { Failure } from "../failure.js";

/** A failure by wrong usage. The message names the option and what it takes. */
export function usageFailure(message: string): Failure {
  return new Failure(EXIT.usage, message);
}
