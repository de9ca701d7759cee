/** Whether a reply says that another call must serve the rest of the queue; the reply to what was asked for follows. */
export function isPart(reply: unknown): reply is readonly ["more", unknown] {
  return Array.isArray(reply) && reply.length === 2 && reply[0] === "more";
}
