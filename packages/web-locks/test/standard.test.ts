import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { Stage, SUBJECTS } from "./helpers/stage.js";
import { acquire } from "./standard/acquire.js";
import { clientIds } from "./standard/client-ids.js";
import { held } from "./standard/held.js";
import { ifAvailable } from "./standard/if-available.js";
import { modes } from "./standard/modes.js";
import { query } from "./standard/query.js";
import { queryOrdering } from "./standard/query-ordering.js";
import { resourceNames } from "./standard/resource-names.js";
import { signal } from "./standard/signal.js";
import { steal } from "./standard/steal.js";
import { workers } from "./standard/workers.js";

const TOPICS = {
  ...{ acquire, held, ifAvailable: ifAvailable, "mode-exclusive, mode-shared, mode-mixed": modes },
  ...{ "query, query-empty": query, "query-ordering": queryOrdering },
  ...{ "resource-names": resourceNames, signal, steal, clientids: clientIds, workers },
};

describe.each(SUBJECTS)("on $name", ({ open, isOrdered }) => {
  let backend: Awaited<ReturnType<typeof open>>;
  const stage = new Stage(() => backend.client(), isOrdered);

  beforeAll(async () => {
    backend = await open();
  });
  afterEach(() => stage.clear());
  afterAll(() => backend.close());

  describe.each(Object.entries(TOPICS))("%s", (_, topic) => topic(stage));
});
