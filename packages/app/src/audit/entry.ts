import { z } from "zod";
import { id, time } from "../values/fields.ts";

export const actor = z.object({
  kind: z.enum(["user", "token", "schedule", "webhook", "pipeline", "system"]),
  id: z.string(),
  name: z.string(),
  userId: id.optional().describe("Of a token: whose it is"),
});

export const entry = z.object({
  id,
  at: time,
  actor,
  operation: z.string().describe("What was done, such as `secrets.set`, or what happened, such as `secret.used`"),
  target: z.string().optional().describe("The kind of thing that it was about"),
  targetId: z.string().optional(),
  targetName: z.string().optional().describe("What it is called now; absent for what is gone"),
  outcome: z.string().describe("`done`, or the code of the problem with which it was refused"),
  detail: z.record(z.string(), z.unknown()),
});

export type Entry = z.input<typeof entry>;
