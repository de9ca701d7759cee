// redlock 4 comes without types.
declare module "redlock-4";
