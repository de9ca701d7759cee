import { expect, test } from "vitest";
import { foreignLayout } from "../src/layout/foreign-layout.js";
import { announcementOf, prefixedLayout } from "../src/layout/layout.js";
import { NEIGHBOURS } from "../src/layout/neighbours.js";

test.each([
  { layout: prefixedLayout(), keyPrefix: "", words: [] },
  { layout: prefixedLayout(), keyPrefix: "app:", words: ["lockwire:{job}", "free"] },
  { layout: prefixedLayout(), keyPrefix: undefined, words: ["lockwire:{job}", "free"] },
  {
    layout: foreignLayout(NEIGHBOURS["redis-lock-py"]),
    keyPrefix: "",
    words: ["rlock-channel:job", "ok"],
  },
  {
    layout: { ...prefixedLayout(), message: "gone" },
    keyPrefix: "",
    words: ["lockwire:{job}", "gone"],
  },
])(
  "a script is told the channel and message that it would not use by itself: $words",
  ({ layout, keyPrefix, words }) => {
    expect(announcementOf(layout, keyPrefix, "job")).toEqual(words);
  },
);
