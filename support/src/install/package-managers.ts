/** A way to get a redis-server from the system's own packages. */
export interface PackageManager {
  /** The program whose presence on PATH says that this system has it. */
  readonly program: string;
  /** Whether its packages go where only root may write. */
  readonly needsRoot: boolean;
  /** A POSIX shell script that installs the server and starts no service. */
  readonly script: string;
}

// The package of Debian and its kin starts a server on port 6379 as it is configured. policy-rc.d is
// their word against that (https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt).
const apt = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=120 redis-server
if [ -d /run/systemd/system ]; then systemctl disable redis-server || true; fi
`;

/** In the order in which they are looked for. */
export const packageManagers: readonly PackageManager[] = [
  { program: "apt-get", needsRoot: true, script: apt },
  {
    program: "apk",
    needsRoot: true,
    script: "apk add --no-cache redis || apk add --no-cache valkey",
  },
  { program: "dnf", needsRoot: true, script: "dnf install -y redis || dnf install -y valkey" },
  { program: "yum", needsRoot: true, script: "yum install -y redis || yum install -y valkey" },
  { program: "brew", needsRoot: false, script: "brew install redis" },
];
