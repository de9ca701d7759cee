/** Arguments that a function of `Args` can name: those, and any that follow. */
type Following<Args extends readonly unknown[]> = readonly [...Args, ...unknown[]];

type Method<This, Args extends readonly unknown[], Result> = (
  this: This,
  ...args: Args
) => Promise<Result>;

/** Guards an asynchronous method, and changes nothing of its type. */
export type LockDecorator<Self, Named extends readonly unknown[]> = <
  This extends Self & object,
  Args extends Following<Named>,
  Result,
>(
  target: This,
  key: string | symbol,
  descriptor: { readonly value?: Method<This, Args, Result> },
) => void;

/** Guards an asynchronous method whose call a busy lock skips: the method must have `undefined` among its results. */
export type SkippingLockDecorator<Self, Named extends readonly unknown[]> = <
  This extends Self & object,
  Args extends Following<Named>,
  Result,
>(
  target: This,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method<This, Args, Result | undefined>>,
) => void;
