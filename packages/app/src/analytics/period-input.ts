import { z } from "zod";

/** What trends are counted by, and whose clock says where a day begins. */
export const periodInput = {
  utcOffset: z
    .number()
    .int()
    .min(-840)
    .max(840)
    .default(0)
    .describe("Minutes by which your clock is ahead of UTC: where your days begin"),
  by: z.enum(["day", "hour"]).default("day").describe("What trends are counted by"),
};
