import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import type { RedisServer } from "./redis-server.js";
import { startRedis } from "./start-redis.js";

/** A private server that also speaks TLS, with a certificate that nobody but itself vouches for. */
export interface TlsRedis extends AsyncDisposable {
  readonly server: RedisServer;
  readonly tlsPort: number;
  /** rediss://localhost:port */
  readonly url: string;
  /** The certificate, as PEM: its own authority. */
  readonly ca: string;
  /** The path of a file that holds the certificate. */
  readonly caFile: string;
}

/** Starts a server whose certificate is for this host name. @default "localhost" */
export async function startTlsRedis(host = "localhost"): Promise<TlsRedis> {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-tls-"));
  const [caFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  // Takes longer to load than all else of this package, which nearly every test loads.
  const { generate } = await import("selfsigned");
  const { cert, private: key } = await generate([{ name: "commonName", value: host }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: host }] }],
  });
  await Promise.all([writeFile(caFile, cert), writeFile(keyFile, key, { mode: 0o600 })]);
  const tlsPort = await freePort();
  const server = await startRedis({
    config: [
      `tls-port ${tlsPort}`,
      `tls-cert-file ${caFile}`,
      `tls-key-file ${keyFile}`,
      "tls-auth-clients no",
    ],
  });
  return {
    server,
    tlsPort,
    url: `rediss://localhost:${tlsPort}`,
    ca: cert,
    caFile,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
