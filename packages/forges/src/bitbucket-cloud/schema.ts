import { z } from "zod";

// Of what the vendor's interface answers, only the fields that are used. What only describes may be missing.

const text = z.string().optional();

/** A state, and what makes it more exact. Told apart by `type` first: names are shared between states. */
const stateNode = z.object({ type: text, name: text });
export const stateSchema = stateNode.extend({
  stage: stateNode.optional(),
  result: stateNode.extend({ error: z.object({ key: text, message: text }).optional() }).optional(),
});

const commitSchema = z.object({ hash: text });

export const runSchema = z.object({
  uuid: z.string(),
  build_number: z.number(),
  state: stateSchema.optional(),
  target: z
    .object({
      type: text,
      ref_type: text,
      ref_name: text,
      source: text,
      commit: commitSchema.optional(),
      pullrequest: z.object({ id: z.union([z.string(), z.number()]) }).optional(),
      selector: z.object({ type: text, pattern: text }).optional(),
    })
    .optional(),
  trigger: z.object({ type: text, name: text }).optional(),
  creator: z.object({ display_name: text }).nullish(),
  created_on: z.string(),
  completed_on: z.string().nullish(),
});

export const stepSchema = z.object({
  uuid: z.string(),
  name: text,
  state: stateSchema.optional(),
  started_on: z.string().nullish(),
  completed_on: z.string().nullish(),
});

export const repositorySchema = z.object({
  uuid: z.string(),
  full_name: z.string(),
  is_private: z.boolean().optional(),
  mainbranch: z.object({ name: text }).nullish(),
});

export const userSchema = z.object({ display_name: text });

export const variableSchema = z.object({
  uuid: z.string(),
  key: z.string(),
  value: z.string().nullish(),
  secured: z.boolean().optional(),
});

/** A run with what it was started with: the parts of its target that a start takes. */
export const startedSchema = z.object({
  target: z.object({
    type: z.string(),
    ref_type: text,
    ref_name: text,
    source: text,
    destination: text,
    commit: z.object({ type: text, hash: z.string() }).optional(),
    destination_commit: z.object({ hash: z.string() }).optional(),
    pullrequest: z.object({ id: z.union([z.string(), z.number()]) }).optional(),
    selector: z.object({ type: text, pattern: text }).optional(),
  }),
  variables: z.array(variableSchema.extend({ uuid: z.string().default("") })).optional(),
});

export const scheduleSchema = z.object({
  uuid: z.string(),
  enabled: z.boolean().optional(),
  cron_pattern: z.string(),
  target: z.object({ ref_name: text, selector: z.object({ type: text, pattern: text }).optional() }).optional(),
});

export const cacheSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  file_size_bytes: z.number().optional(),
  created_on: text,
});

export const environmentSchema = z.object({ uuid: z.string(), name: z.string() });

export const deploymentSchema = z.object({
  environment: z.object({ uuid: text, name: text.nullish() }).nullish(),
  state: z.object({ url: text.nullish(), start_date: text.nullish() }).nullish(),
  release: z.object({ url: text.nullish(), created_on: text.nullish() }).nullish(),
});

export const commitStatusSchema = z.object({
  key: z.string(),
  name: z.string().nullish(),
  state: text,
  description: z.string().nullish(),
  url: z.string().nullish(),
  updated_on: text,
});

export const webhookSchema = z.object({
  uuid: z.string(),
  url: z.string(),
  events: z.array(z.string()).optional(),
  active: z.boolean().optional(),
});

const duration = z.union([z.string(), z.number()]).nullish().catch(undefined);
const count = z.number().nullish().catch(undefined);

/** Of test reports: the vendor's document names the addresses, and not what they answer. Every field may be missing. */
export const testReportSchema = z.object({
  number_of_test_cases: count,
  number_of_successful_test_cases: count,
  number_of_failed_test_cases: count,
  number_of_error_test_cases: count,
  number_of_skipped_test_cases: count,
});

/** Why a case failed: with the case, or by an address of its own. */
export const testReasonSchema = z.object({ message: text.nullish(), stack_trace: text.nullish() });

export const testCaseSchema = z.object({
  uuid: text.nullish(),
  name: text.nullish(),
  class_name: text.nullish(),
  package_name: text.nullish(),
  fully_qualified_name: text.nullish(),
  status: text.nullish(),
  duration,
  duration_in_seconds: duration,
  reason: testReasonSchema.nullish().catch(undefined),
});

export const branchSchema = z.object({ target: z.object({ hash: z.string() }) });

export const pullRequestSchema = z.object({
  id: z.number(),
  links: z.object({ html: z.object({ href: z.string() }) }),
});

export const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ values: z.array(item), size: z.number().optional(), next: text });
}

export type RunAnswer = z.output<typeof runSchema>;
export type StateAnswer = z.output<typeof stateSchema>;
