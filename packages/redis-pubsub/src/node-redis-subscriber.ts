import { OwnNodeRedis } from "@lockwire/redis";
import type { SubscriberConnection } from "./subscriber-connection.js";

/** A subscriber over node-redis. Only Lockwire subscribes on it, so a confirmed subscription means that messages arrive. */
export class NodeRedisSubscriber extends OwnNodeRedis implements SubscriberConnection {
  async subscribe(...channels: string[]): Promise<void> {
    const connection = await this.opened();
    await connection.subscribe(channels, this.#onMessage);
  }

  async unsubscribe(...channels: string[]): Promise<void> {
    const connection = await this.opened();
    await connection.unsubscribe(channels, this.#onMessage);
  }

  async ssubscribe(...channels: string[]): Promise<void> {
    const connection = await this.opened();
    await connection.sSubscribe(channels, this.#onShardMessage);
  }

  async sunsubscribe(...channels: string[]): Promise<void> {
    const connection = await this.opened();
    await connection.sUnsubscribe(channels, this.#onShardMessage);
  }

  readonly #onMessage = (text: string, channel: string) => this.emit("message", channel, text);
  readonly #onShardMessage = (text: string, channel: string) =>
    this.emit("smessage", channel, text);
}
