import { isGlobMatch } from "./glob.js";
import { encodePush } from "./resp.js";
import type { Session } from "./session.js";

/** Who is subscribed to what. */
export class PubSub {
  readonly channels = new Map<string, Set<Session>>();
  /** What the command that runs, or ran last, has published on. */
  published: string[] = [];
  readonly patterns = new Map<string, Set<Session>>();
  readonly shardChannels = new Map<string, Set<Session>>();

  /** Tells whoever listens, and returns how many do: a session counts for its channel, and for each of its patterns. */
  publish(channel: string, message: string): number {
    this.published.push(channel);
    let heard = 0;
    for (const session of this.channels.get(channel) ?? []) {
      session.send(encodePush(["message", channel, message], session.protocol));
      heard += 1;
    }
    for (const [pattern, sessions] of this.patterns) {
      if (!isGlobMatch(pattern, channel)) continue;
      for (const session of sessions) {
        session.send(encodePush(["pmessage", pattern, channel, message], session.protocol));
        heard += 1;
      }
    }
    return heard;
  }

  publishSharded(channel: string, message: string): number {
    const sessions = this.shardChannels.get(channel) ?? new Set();
    for (const session of sessions) {
      session.send(encodePush(["smessage", channel, message], session.protocol));
    }
    return sessions.size;
  }

  leaveAll(session: Session): void {
    for (const channel of session.channels) leave(this.channels, channel, session);
    for (const pattern of session.patterns) leave(this.patterns, pattern, session);
    for (const channel of session.shardChannels) leave(this.shardChannels, channel, session);
  }
}

export function join(who: Map<string, Set<Session>>, name: string, session: Session): void {
  const sessions = who.get(name) ?? new Set();
  sessions.add(session);
  who.set(name, sessions);
}

export function leave(who: Map<string, Set<Session>>, name: string, session: Session): void {
  const sessions = who.get(name);
  if (sessions?.delete(session) && sessions.size === 0) who.delete(name);
}
