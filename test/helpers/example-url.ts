/** Where the examples in the documents expect Redis; the tests put their own server in its place. */
export const EXAMPLE_URL = "redis://localhost:6379";
