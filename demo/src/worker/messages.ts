/** One turn with the lock. All times are those of `clock`, in ms. */
export interface Hold {
  /** When the lock was asked for. */
  readonly asked: number;
  readonly acquired: number;
  /** When its release was asked for. */
  readonly released: number;
}

/** What a worker tells of itself. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "acquired"; readonly at: number }
  | { readonly type: "raised"; readonly hold: Hold }
  /** It holds the lock, has read the counter, and will never write it. */
  | { readonly type: "stuck" };

/** What a worker is told: raise the counter until further notice, get stuck in the next turn, come to an end. */
export type Order = "work" | "stick" | "stop";
