/** A way to get a server from the system's own packages. */
export interface PackageManager {
  /** The program whose presence on PATH says that this system has it. */
  readonly program: "apt-get" | "apk" | "dnf" | "yum" | "brew";
  /** Whether its packages go where only root may write. */
  readonly needsRoot: boolean;
  /** A POSIX shell script that installs a package and starts no service. */
  readonly install: (name: string) => string;
}

// A package of Debian and its kin starts its server as it is configured. policy-rc.d is their word against
// that (https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt).
const apt = (name: string): string => `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q install -y --no-install-recommends -o DPkg::Lock::Timeout=120 ${name}
if [ -d /run/systemd/system ]; then systemctl disable ${name} || true; fi
`;

/** In the order in which they are looked for. */
export const packageManagers: readonly PackageManager[] = [
  { program: "apt-get", needsRoot: true, install: apt },
  { program: "apk", needsRoot: true, install: (name) => `apk add --no-cache ${name}` },
  { program: "dnf", needsRoot: true, install: (name) => `dnf install -y ${name}` },
  { program: "yum", needsRoot: true, install: (name) => `yum install -y ${name}` },
  { program: "brew", needsRoot: false, install: (name) => `brew install ${name}` },
];
