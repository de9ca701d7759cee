import { Inject } from "@nestjs/common";
import { checkClientName, DEFAULT_NAME } from "./options.js";

/**
 * The injection token of a lock client: for `inject` of a factory, and for `overrideProvider` in tests.
 *
 * A string, so that Nest's errors name the client, and that every copy of this package has the same token.
 */
export function getLocksToken(name: string = DEFAULT_NAME): string {
  checkClientName("name", name);
  return `lock client '${name}' of LockwireModule`;
}

/** Injects a lock client into a constructor's parameter or a property. */
export function InjectLocks(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getLocksToken(name));
}
