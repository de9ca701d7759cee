import { EXIT } from "./exit-codes.js";

/** An end with a status of its own and a line for the user, without a stack. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A failure by wrong usage. The message names the option and what it takes. */
export function usageFailure(message: string): Failure {
  return new Failure(EXIT.usage, message);
}
