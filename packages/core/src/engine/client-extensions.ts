import type { ClientExtensions } from "../contract/extensions.js";
import type { Acquirer } from "./acquirer.js";
import type { Calls } from "./calls.js";
import type { ClientContext } from "./client-context.js";
import { newStealingCandidate } from "./wait/candidates.js";

/** Creates the extensions that the backend supports. The functions in `closing` run when the client closes. */
export function clientExtensions(
  context: ClientContext,
  calls: Calls,
  acquirer: Acquirer,
  closing: Set<() => Promise<void>>,
): ClientExtensions {
  const { notes, ordered, stealing } = context.backend;
  return {
    ...(ordered && {
      acquire: (name, options) =>
        calls.acquire(name, options, undefined, (terms, wait) =>
          acquirer.inTurn(name, { ...terms, concurrent: true }, wait),
        ),
    }),
    ...(stealing && {
      steal: (name, options) =>
        calls.acquire(name, options, 0, (terms, wait) =>
          acquirer.atOnce(newStealingCandidate(context, name), terms, wait),
        ),
    }),
    ...(notes && {
      notes: {
        write: (board, change) => calls.ask(board, "notes", notes.write(board, change)),
        read: (board) => calls.ask(board, "notes", notes.read(board)),
      },
    }),
    onClose(work) {
      closing.add(work);
      return () => void closing.delete(work);
    },
  };
}
