import type { Stage } from "../stage/stage.js";
import type { Watcher } from "../stage/watcher.js";
import { Answers } from "./answers.js";
import { Barging } from "./barging.js";
import { BoundedWaits } from "./bounded-waits.js";
import { Changes } from "./changes.js";
import { Deadlines } from "./deadlines.js";
import { Exclusion } from "./exclusion.js";
import { Fences } from "./fences.js";
import { Grants } from "./grants.js";
import { Leftovers } from "./leftovers.js";
import { Losses } from "./losses.js";
import { Overtaking } from "./overtaking.js";
import { Places } from "./places.js";
import { Polls } from "./polls.js";
import { Releases } from "./releases.js";
import { Renewals } from "./renewals.js";
import { Served } from "./served.js";
import { ServerView } from "./server-view.js";
import { Serving } from "./serving.js";
import { Sleepers } from "./sleepers.js";
import { Slots } from "./slots.js";
import { StrayKeys } from "./stray-keys.js";
import { Subscriptions } from "./subscriptions.js";
import { WaitTimes } from "./wait-times.js";
import { WakeUps } from "./wake-ups.js";

/** Every check, in an order that matters: the first one knows each hold's deadline. */
export function checksOf(stage: Stage): Watcher[] {
  const view = new ServerView(stage);
  return [
    new Exclusion(stage),
    new Fences(stage),
    new Deadlines(stage, view),
    new Losses(stage),
    new Renewals(stage),
    new BoundedWaits(stage),
    new Releases(stage),
    new Answers(view),
    new WakeUps(stage, view),
    new Sleepers(stage, view),
    new Subscriptions(stage, view),
    new Polls(stage, view),
    new Overtaking(stage),
    new Barging(stage, view),
    new StrayKeys(stage, view),
    new Places(stage, view),
    new Grants(stage, view),
    new Slots(stage, view),
    new Changes(stage, view),
    new Served(stage, view),
    new Serving(stage, view),
    new WaitTimes(stage, view),
    new Leftovers(stage),
  ];
}
