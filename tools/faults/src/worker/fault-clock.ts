/** Makes this process's wall clock wrong by so many ms. The monotonic one stays. */
export function stepClock(ms: number): void {
  globalThis.Date = new Proxy(Date, {
    construct: (RealDate, given) =>
      given.length === 0 ? new RealDate(RealDate.now() + ms) : Reflect.construct(RealDate, given),
    get: (RealDate, key) =>
      key === "now" ? () => RealDate.now() + ms : Reflect.get(RealDate, key, RealDate),
  });
}
