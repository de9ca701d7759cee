/** Set by `npm run test:long`: every variant, of which `npm test` has a sample. */
export const IS_LONG = process.env["LOCKWIRE_LONG_TESTS"] !== undefined;
