import { disregard } from "../checks/is-thenable.js";

/** The error for an argument that identifies nothing. It names the argument and the kind of its value. */
export function notAName(where: string, value: unknown): TypeError {
  disregard(value);
  return new TypeError(`${where} is ${kindOf(value)}, which cannot be part of a lock's name`);
}

/** The kind of a value, never its content, which may be secret. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null || Number.isNaN(value)) return String(value);
  if (value === "") return "an empty string";
  if (typeof value === "string") return "a string with a lone surrogate";
  if (typeof value === "number") return "infinite";
  if (typeof value !== "object") return `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  return `an instance of ${typeof name === "string" && name !== "" ? name : "a nameless class"}`;
}
