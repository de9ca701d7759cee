/** Commands for `lockwire run`. Each prints its process id behind its name. */

/** Ends by any signal. */
export const SLEEPER = shell("echo sleeper $$; exec sleep 60");

/** Prints the signals that it gets, and ends by SIGTERM with status 3. Once it is ready it has traps for all. */
export const LISTENER = shell(`
  for s in INT HUP QUIT USR1 USR2; do trap "echo got $s" $s; done
  trap "echo got TERM; exit 3" TERM
  echo listener $$
  while :; do sleep 0.05; done`);

/** Does not end unless it is killed, and has a child of the same kind. */
export const STUBBORN = shell(`
  trap "" INT HUP QUIT TERM
  sh -c 'echo grandchild $$; while :; do sleep 0.05; done' &
  echo stubborn $$
  while :; do sleep 0.05; done`);

/** A shell that ends by any signal, and a child that does the work. */
export const SHELL_WITH_CHILD = shell(`
  sh -c 'echo grandchild $$; while :; do sleep 0.05; done' &
  echo shell $$
  wait`);

/** A shell that ends by any signal, and a child that only SIGKILL ends, in a process group of its own as by timeout(1). */
export const SHELL_WITH_GROUP = [
  "bash",
  "-c",
  `set -m
  sh -c 'trap "" INT HUP QUIT TERM; echo grandchild $$; n=0
    while [ $n -lt 400 ]; do sleep 0.05; n=$((n+1)); done' &
  echo shell $$
  wait`,
];

function shell(script: string): readonly string[] {
  return ["sh", "-c", script];
}
