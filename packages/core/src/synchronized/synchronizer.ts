/** The parameters that a function may declare to be guarded with `Args`: those, and any that follow. */
type Following<Args extends readonly unknown[]> = readonly [...Args, ...unknown[]];

type Method<This, Args extends readonly unknown[], Result> = (
  this: This,
  ...args: Args
) => Promise<Result>;

/** Guards a function. The result has its parameters, and is always asynchronous. */
type Wrapper<Self, Named extends readonly unknown[], Skipped> = <
  This extends Self,
  Args extends Following<Named>,
  Result,
>(
  fn: (this: This, ...args: Args) => Result,
) => Method<This, Args, Awaited<Result> | Skipped>;

/** Guards an asynchronous method or function without changing its type. */
export interface Synchronizer<Self, Named extends readonly unknown[]>
  extends Wrapper<Self, Named, never> {
  /** As a standard decorator of a method. */
  <This extends Self, Args extends Following<Named>, Result>(
    method: Method<This, Args, Result>,
    context: ClassMethodDecoratorContext<This>,
  ): void;
  /** As a decorator under `experimentalDecorators`. */
  <This extends Self, Args extends Following<Named>, Result>(
    target: This,
    key: string | symbol,
    descriptor: { readonly value?: Method<This, Args, Result> },
  ): void;
}

/** The same with `onBusy: "skip"`: the return type of a decorated method must include `undefined`. */
export interface SkippingSynchronizer<Self, Named extends readonly unknown[]>
  extends Wrapper<Self, Named, undefined> {
  /** As a standard decorator of a method. */
  <This extends Self, Args extends Following<Named>, Result>(
    method: Method<This, Args, Result>,
    context: ClassMethodDecoratorContext<This>,
  ): Method<This, Args, Result | undefined>;
  /** As a decorator under `experimentalDecorators`. */
  <This extends Self, Args extends Following<Named>, Result>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method<This, Args, Result | undefined>>,
  ): void;
}
