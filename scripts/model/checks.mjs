const EVERY_FAULT = { CRASHES: 1, CUTS: 1, UNANSWERED: 1, REPEATS: 1 };
const APART = { WAITERS: 2, PER_CLIENT: 1 };
const TOGETHER = { WAITERS: 2, PER_CLIENT: 2 };
const TWO_OF_TWO = { WAITERS: 4, PER_CLIENT: 2 };

/** What is explored: docs/model/settings.pml says what each setting allows. */
export const CHECKS = [
  {
    title: "safety, two clients of one waiter",
    settings: { ...APART, ...EVERY_FAULT, FAULTS: 2, FENCES: 1, POLLS: 1, EXPIRIES: 1 },
  },
  {
    title: "safety, one client of two waiters",
    settings: {
      ...{ ...TOGETHER, ...EVERY_FAULT, FAULTS: 2, FENCES: 1, POLLS: 1, EXPIRIES: 1 },
      GIVE_UPS: 1,
    },
  },
  {
    title: "safety, two clients of two waiters",
    settings: { ...TWO_OF_TWO, ...EVERY_FAULT, FAULTS: 1, POLLS: 1 },
  },
  {
    title: "no lost wake-up, connections and clients fail",
    settings: { ...TWO_OF_TWO, FAULTS: 1, CRASHES: 1, CUTS: 1, GIVE_UPS: 1, ENDS_CLEAN: 1 },
  },
  {
    title: "no lost wake-up, commands and connections fail",
    settings: { ...TWO_OF_TWO, FAULTS: 1, CUTS: 1, UNANSWERED: 1, ENDS_CLEAN: 1 },
  },
  {
    title: "no starvation",
    settings: { ...TWO_OF_TWO, LOOPS: 2, LOCAL_HANDOFFS: 1 },
  },
];

const [apart, together, four, cut, unanswered, starvation] = CHECKS.map(({ title }) => title);

/** A guard that is taken away, and the check, with other settings where given, that has to find what goes wrong without it. */
export const MUTANTS = [
  { guard: "RELEASE_IGNORES_TOKEN", title: "a release looks at no token", check: apart },
  { guard: "DEADLINE_FROM_ANSWER", title: "a deadline counts from the answer", check: apart },
  { guard: "BARGING", title: "a free lock is taken past the queue", check: apart },
  { guard: "TOKEN_REUSED", title: "a token goes on under the next holder", check: together },
  {
    guard: "NO_CONFIRMATION",
    title: "a grant is believed without an attempt",
    check: four,
    settings: { FAULTS: 0, EXPIRIES: 1 },
  },
  {
    guard: "FENCE_NOT_RESERVED",
    title: "an acquisition reserves one fence",
    check: four,
    settings: { FAULTS: 0, FENCES: 1 },
  },
  { guard: "GRANT_TO_DEAD", title: "a grant goes to who cannot learn of it", check: cut },
  { guard: "NO_ATTEMPT_AFTER_SUBSCRIBING", title: "no attempt after subscribing", check: cut },
  { guard: "BELL_FORGETS", title: "a message during an attempt is dropped", check: cut },
  { guard: "RELEASE_SERVES_NO_FREE_LOCK", title: "a release serves no free lock", check: cut },
  { guard: "ACQUIRE_NOT_IDEMPOTENT", title: "an attempt is not idempotent", check: unanswered },
  { guard: "NO_UNDO", title: "what was not answered is not undone", check: unanswered },
  { guard: "NO_LATER_LOOK", title: "what may arrive late is undone once", check: unanswered },
  { guard: "NEVER_YIELDS", title: "a client never lets others go first", check: starvation },
];
