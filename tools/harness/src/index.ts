export { monotonic } from "./monotonic.js";
export { Random } from "./random.js";
export { median, quantile } from "./statistics.js";
export { wholeNumber } from "./whole-number.js";
export { serve } from "./worker/serve.js";
export { type WorkerOptions, WorkerProcess } from "./worker/worker-process.js";
