import { z } from "zod";
import { time } from "../values/fields.ts";

/** What is said of a connection beside its name, its kind and its credentials. */
export const connectionFields = {
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe("Of an own host: `https://code.example.org`, of an own GitHub with `/api/v3`"),
  owner: z.string().min(1).max(200).describe("The workspace, the organization or user there, or the project's key"),
  expiresAt: time.describe("When the token ends, where the host does not tell"),
  requestLimit: z
    .number()
    .int()
    .min(60)
    .max(1_000_000)
    .describe("Requests in any hour at most; what the vendor allows unless said"),
  writeBack: z
    .boolean()
    .describe("Tell the host of executions here: statuses, reports and deployments of its repositories' commits"),
};
