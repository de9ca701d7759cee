/** What a worker is told; the reply has the same id. */
export interface Request<Command> {
  readonly id: number;
  readonly command: Command;
}

/** What a worker sends to the process that started it. */
export type Reply<Answer> =
  /** It takes commands. */
  | { readonly kind: "ready" }
  | { readonly kind: "answered"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "failed"; readonly id: number; readonly why: string }
  /** It ends because of an error that nothing in it has caught. */
  | { readonly kind: "crashed"; readonly why: string };
