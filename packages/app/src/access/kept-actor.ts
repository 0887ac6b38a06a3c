import { z } from "zod";
import type { Actor } from "./principal.ts";

/** As columns keep it, in JSON. */
export const keptActor = z.object({
  kind: z.enum(["user", "token", "schedule", "webhook", "pipeline", "system"]),
  id: z.string(),
  name: z.string(),
  userId: z.string().optional(),
});

/** From a column. */
export function actorFrom(text: string): Actor {
  return keptActor.parse(JSON.parse(text));
}
