const known = new WeakMap<object, Tenants>();

/**
 * Who listens to which channel of a connection that several clients share. An unsubscribe is the whole connection's:
 * only the last to leave a channel may send it.
 */
export class Tenants {
  readonly #byChannel = new Map<string, Set<object>>();

  static of(connection: object): Tenants {
    const tenants = known.get(connection) ?? new Tenants();
    known.set(connection, tenants);
    return tenants;
  }

  join(tenant: object, channels: Iterable<string>): void {
    for (const channel of channels) {
      const present = this.#byChannel.get(channel) ?? new Set();
      this.#byChannel.set(channel, present.add(tenant));
    }
  }

  /** Gives the channels on which nobody is left. */
  leave(tenant: object, channels: Iterable<string>): string[] {
    return [...channels].filter((channel) => {
      const present = this.#byChannel.get(channel);
      present?.delete(tenant);
      return present === undefined || (present.size === 0 && this.#byChannel.delete(channel));
    });
  }
}
