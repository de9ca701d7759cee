/** What is shown of a workload or a contender, instead of its id. An id that is not here stands for itself. */
const WORDS: Readonly<Record<string, string>> = {
  "w1-two-cores": "Uncontended, two cores",
  "w1-one-core": "Uncontended, one core",
  "w1-64-names": "Uncontended, over 64 names",
  "w1-far": "Uncontended, a round trip of 1 ms",
  w2: "64 names at once, one core",
  "w3-10": "10 waiters of one process",
  "w3-100": "100 waiters of one process",
  "w3-1000": "1,000 waiters of one process",
  "w4-hold-1": "Contended, 1 ms",
  "w4-hold-0": "Contended, 0 ms",
  w5: "200 idle waiters",
  w6: "A dead holder",
  "w7-hold-1": "Contended, 1 ms, Redis 5 ms away",
  "w7-hold-0": "Contended, 0 ms, Redis 5 ms away",
  w8: "Five places",
  w9: "Readers and writers",
  "lockwire-handoff": "Lockwire",
  "lockwire-fifo": "Lockwire, strict order",
  "lockwire-plain": "Lockwire, no hand-off",
  "lockwire-spin": "Lockwire, polling",
  "redlock@5-beta": "redlock 5 beta",
  "redlock@4": "redlock 4",
  raw: "bare SET NX (floor)",
  "raw-pubsub": "bare pub/sub (floor)",
  "raw-places": "bare loop (floor)",
  "raw-sharers": "bare loop (floor)",
};

/** What a contender is called in a workload of its own for places or sharers, behind its usual id. */
const SEVERAL = /-(places|sharers)$/;

export function inWords(id: string): string {
  const usual = id.replace(SEVERAL, "");
  return WORDS[id] ?? WORDS[usual] ?? usual;
}
