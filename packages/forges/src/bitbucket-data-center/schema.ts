import { z } from "zod";

// Of what the vendor's interface answers, only the fields that are used. What only describes may be missing.

const text = z.string().optional();

export const propertiesSchema = z.object({ version: z.string(), displayName: text });

export const repositorySchema = z.object({
  id: z.number(),
  slug: z.string(),
  public: z.boolean().optional(),
  project: z.object({ key: z.string() }),
});

export const branchSchema = z.object({ displayId: z.string() });

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    values: z.array(item),
    isLastPage: z.boolean().optional(),
    nextPageStart: z.number().nullish(),
  });
}
