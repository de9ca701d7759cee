// Prints how long the import of a module took, in ms, in a process that has imported nothing else.

const [specifier = ""] = process.argv.slice(2);
const since = performance.now();
await import(specifier);
process.stdout.write(`${performance.now() - since}`);
