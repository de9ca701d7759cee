import { Inject } from "@nestjs/common";
import { checkClientName, DEFAULT_NAME } from "./options.js";

/**
 * The injection token of a lock client: for `inject` of a factory, and for `overrideProvider` in tests.
 *
 * A text, which reads well in Nest's errors and is the same in every copy of this package.
 */
export function getLocksToken(name: string = DEFAULT_NAME): string {
  checkClientName("name", name);
  return `lock client '${name}' of LockwireModule`;
}

/** Injects a lock client into a constructor's parameter or a property. */
export function InjectLocks(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getLocksToken(name));
}
