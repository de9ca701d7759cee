export interface Deferred<T = void> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

export function deferred<T = void>(): Deferred<T> {
  const functions: Omit<Deferred<T>, "promise">[] = [];
  const promise = new Promise<T>((resolve, reject) => functions.push({ resolve, reject }));
  const [first] = functions;
  if (!first) throw new Error("a promise calls its executor at once");
  return { promise, ...first };
}
