import { z } from "zod";
import { reportFields } from "../insights/read-report.ts";

// Of what the vendor's interface answers, only the fields that are used. What only describes may be missing.

const text = z.string().optional();

export const propertiesSchema = z.object({ version: z.string(), displayName: text });

export const repositorySchema = z.object({
  id: z.number(),
  slug: z.string(),
  public: z.boolean().optional(),
  project: z.object({ key: z.string() }),
  origin: z.object({ id: z.number() }).nullish(),
});

export const branchSchema = z.object({ displayId: z.string() });

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    values: z.array(item),
    isLastPage: z.boolean().optional(),
    nextPageStart: z.number().nullish(),
  });
}

export const buildSchema = z.object({
  key: z.string(),
  name: z.string().nullish(),
  state: text,
  description: z.string().nullish(),
  url: z.string().nullish(),
  createdDate: z.number().optional(),
  updatedDate: z.number().optional(),
});

export const pullHeadSchema = z.object({ fromRef: z.object({ latestCommit: z.string() }) });

export const reportSchema = z.object({
  key: z.string(),
  ...reportFields,
  createdDate: z.number().nullish(),
});

export const annotationsSchema = z.object({
  annotations: z.array(
    z.object({
      externalId: z.string().nullish(),
      severity: z.string().nullish(),
      message: z.string(),
      path: z.string().nullish(),
      line: z.number().nullish(),
      link: z.string().nullish(),
    }),
  ),
});

export const conditionSchema = z.object({
  id: z.number(),
  buildParentKeys: z.array(z.string()).default([]),
  refMatcher: z.object({ id: text, displayId: text, type: z.object({ id: text }).optional() }).optional(),
});

export const webhookSchema = z.object({
  id: z.number(),
  url: z.string(),
  events: z.array(z.string()).optional(),
  active: z.boolean().optional(),
});

/** The document leaves it open; the host says what it was answered, by a name that changed. */
export const webhookTestSchema = z.object({
  response: z.object({ status: z.number().optional(), statusCode: z.number().optional() }).nullish(),
  result: z.object({ description: text }).nullish(),
});

export const headSchema = z.object({ displayId: z.string(), latestCommit: z.string() });

export const writtenSchema = z.object({ id: z.string() });

export const pullRequestSchema = z.object({
  id: z.number(),
  links: z.object({ self: z.array(z.object({ href: z.string() })).optional() }).nullish(),
});

/** Of a repository's or a project's users and groups. */
export const grantSchema = z.object({
  permission: z.string().default("unknown"),
  user: z.object({ name: text, displayName: text }).nullish(),
  group: z.object({ name: z.string() }).nullish(),
});
