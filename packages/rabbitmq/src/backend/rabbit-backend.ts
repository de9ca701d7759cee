import { type Backend, LockBackendError, type LockInfo } from "@lockwire/core/backend";
import { brokerFailure, CODE, replyCode } from "../amqp/failure.js";
import type { NoAnswer } from "../protocol/mailbox.js";
import type { Answer, Question } from "../protocol/messages.js";
import { RabbitContender } from "./contender.js";
import type { ContenderOptions } from "./waiter.js";

const FREE: LockInfo = { held: false, ttl: 0 };

/** The backend on a broker. Questions about a lock that another process holds go to its holder. */
export function rabbitBackend(options: ContenderOptions): Backend {
  const { sessions, patience } = options;

  const ask = async (question: Question): Promise<Answer | NoAnswer> => {
    const session = await sessions.current();
    return session.whileUsable(session.mailbox.ask(question, patience));
  };

  const endedBy = async (question: Question): Promise<boolean> => {
    const answer = await ask(question);
    if (answer === "nobody") return false;
    if (answer !== "silence") return answer.held;
    const message = "the holder does not answer, and only it can release the lock";
    throw new LockBackendError(question.name, question.kind, { message });
  };

  /** Of a holder that does not answer the broker still knows whether it holds. */
  const peekAtQueue = async (name: string): Promise<LockInfo> => {
    const session = await sessions.current();
    const held = { held: true, ttl: session.heartbeat };
    const queue = options.names.lock(name);
    const checked = session.channels.run((channel) => channel.checkQueue(queue));
    return session.whileUsable(checked).then(
      () => held,
      (error: unknown) => {
        const code = replyCode(error);
        if (code === CODE.resourceLocked) return held;
        if (code === CODE.notFound) return FREE;
        throw error;
      },
    );
  };

  const peek = async (name: string): Promise<LockInfo> => {
    const answer = await ask({ name, kind: "peek" });
    if (answer === "silence") return peekAtQueue(name);
    if (answer === "nobody" || !answer.held) return FREE;
    const { left, fence, acquiredAt } = answer;
    return {
      held: true,
      ttl: left,
      ...(fence === undefined ? {} : { fence }),
      ...(acquiredAt === undefined ? {} : { acquiredAt }),
    };
  };

  const failing = async <T>(name: string, operation: string, step: Promise<T>): Promise<T> => {
    try {
      return await step;
    } catch (error) {
      throw brokerFailure(error, name, operation);
    }
  };

  return {
    contender: (claim) => new RabbitContender(claim, options),
    peek: (name) => failing(name, "peek", peek(name)),
    release: (name, token) => failing(name, "release", endedBy({ name, kind: "release", token })),
    forceRelease: (name) => failing(name, "forceRelease", endedBy({ name, kind: "forceRelease" })),
    close: () => sessions.close(),
  };
}
