/** What is published says nothing of how it is built and tested, and names no package that is private. */
export const hooks = {
  beforePacking({ devDependencies: _development, scripts: _scripts, ...manifest }) {
    return manifest;
  },
};
