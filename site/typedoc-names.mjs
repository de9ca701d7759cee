import { Converter, ReflectionKind } from "typedoc";

/** Names each module as it is imported: "@lockwire/core/testing" rather than "core/src/testing". */
export function load(/** @type {import("typedoc").Application} */ app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return;
    const [, name, entry] = /^packages\/([\w-]+)\/src(?:\/(\w+))?/.exec(reflection.name) ?? [];
    if (name)
      reflection.name = ["@lockwire", name, ...(entry && entry !== "index" ? [entry] : [])].join(
        "/",
      );
  });
}
