import { isRefusal } from "../client/failure.js";
import { evalOptions, type NodeRedisConnection } from "../client/node-redis/node-redis.js";
import { OwnNodeRedis } from "../client/node-redis/own-node-redis.js";

/** A node-redis connection that writes, and waits until replicas have its writes. */
export class WaitingNodeRedis extends OwnNodeRedis {
  eval(script: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown> {
    const options = evalOptions(keyCount, keysAndArgs);
    return this.#write((connection) => connection.eval(script, options));
  }

  evalsha(sha: string, keyCount: number, ...keysAndArgs: string[]): Promise<unknown> {
    const options = evalOptions(keyCount, keysAndArgs);
    return this.#write((connection) => connection.evalSha(sha, options));
  }

  async wait(replicas: number, timeout: number): Promise<number> {
    const connection = await this.opened();
    return connection.wait(replicas, timeout);
  }

  /** Disconnects from a server that became a replica: the client finds the new primary. */
  async #write(send: (connection: NodeRedisConnection) => Promise<unknown>): Promise<unknown> {
    const connection = await this.opened();
    try {
      return await send(connection);
    } catch (error) {
      if (isRefusal(error, "READONLY")) this.disconnect(true);
      throw error;
    }
  }
}
