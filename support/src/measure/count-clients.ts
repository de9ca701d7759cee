import type { Redis } from "ioredis";
import { ADMIN_NAME } from "../server/admin-client.js";

export type ClientType = "normal" | "pubsub" | "replica" | "master";

/** How many clients a server has, of one type or of all, without our own connections to it. */
export async function countClients(admin: Redis, type?: ClientType): Promise<number> {
  const list = (await admin.call("CLIENT", "LIST", ...(type ? ["TYPE", type] : []))) as string;
  return list.split("\n").filter((line) => line !== "" && !line.includes(` name=${ADMIN_NAME} `))
    .length;
}
