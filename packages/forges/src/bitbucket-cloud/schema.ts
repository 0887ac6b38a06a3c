import { z } from "zod";
import { reportFields } from "../insights/read-report.ts";

// Of what the vendor's interface answers, only the fields that are used. What only describes may be missing.

const text = z.string().nullish();

/** A state, and what makes it more exact. Told apart by `type` first: names are shared between states. */
const stateNode = z.object({ type: text, name: text });
export const stateSchema = stateNode.extend({
  stage: stateNode.nullish(),
  result: stateNode.extend({ error: z.object({ key: text, message: text }).nullish() }).nullish(),
});

const commitSchema = z.object({ hash: text });

export const runSchema = z.object({
  uuid: z.string(),
  build_number: z.int(),
  state: stateSchema.nullish(),
  target: z
    .object({
      type: text,
      ref_type: text,
      ref_name: text,
      source: text,
      commit: commitSchema.nullish(),
      pullrequest: z.object({ id: z.union([z.string(), z.number()]) }).nullish(),
      selector: z.object({ type: text, pattern: text }).nullish(),
    })
    .nullish(),
  trigger: z.object({ type: text, name: text }).nullish(),
  creator: z.object({ display_name: text }).nullish(),
  created_on: z.string(),
  completed_on: z.string().nullish(),
});

export const stepSchema = z.object({
  uuid: z.string(),
  name: text,
  state: stateSchema.nullish(),
  started_on: z.string().nullish(),
  completed_on: z.string().nullish(),
});

export const repositorySchema = z.object({
  uuid: z.string(),
  full_name: z.string(),
  is_private: z.boolean().nullish(),
  mainbranch: z.object({ name: text }).nullish(),
  updated_on: text,
});

/** Only what tells that it changed. */
export const repositoryChangeSchema = z.object({ uuid: z.string(), updated_on: text });

export const userSchema = z.object({ display_name: text });

export const variableSchema = z.object({
  uuid: z.string(),
  key: z.string(),
  value: z.string().nullish(),
  secured: z.boolean().nullish(),
});

/** A run with what it was started with: the parts of its target that a start takes. */
export const startedSchema = z.object({
  target: z.object({
    type: z.string(),
    ref_type: text,
    ref_name: text,
    source: text,
    destination: text,
    commit: z.object({ type: text, hash: z.string() }).nullish(),
    destination_commit: z.object({ hash: z.string() }).nullish(),
    pullrequest: z.object({ id: z.union([z.string(), z.number()]) }).nullish(),
    selector: z.object({ type: text, pattern: text }).nullish(),
  }),
  variables: z.array(variableSchema.extend({ uuid: z.string().default("") })).nullish(),
});

export const scheduleSchema = z.object({
  uuid: z.string(),
  enabled: z.boolean().nullish(),
  cron_pattern: z.string(),
  target: z.object({ ref_name: text, selector: z.object({ type: text, pattern: text }).nullish() }).nullish(),
});

export const cacheSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  key_hash: text,
  path: text,
  pipeline_uuid: text,
  file_size_bytes: z.number().nullish(),
  created_on: text,
});

export const reportSchema = z.object({
  uuid: text,
  external_id: text,
  ...reportFields,
  created_on: text,
  updated_on: text,
});

export const annotationSchema = z.object({
  uuid: text,
  external_id: text,
  severity: z.string().nullish(),
  summary: z.string().nullish(),
  details: z.string().nullish(),
  path: z.string().nullish(),
  line: z.number().nullish(),
  link: z.string().nullish(),
});

export const hookEventSchema = z.object({ event: z.string() });

export const cacheContentSchema = z.object({ uri: z.string() });

/** Of downloads: the vendor's document names the addresses, and not what they answer. */
export const downloadSchema = z.object({
  name: z.string(),
  size: z.number().nullish(),
  created_on: text,
  downloads: z.number().nullish(),
});

export const scheduleExecutionSchema = z.object({
  type: text,
  pipeline: z.object({ uuid: z.string(), build_number: z.int(), created_on: text }).nullish(),
  error: z.object({ key: text, message: text }).nullish(),
});

/** Whether pipelines run at all. */
export const ciSchema = z.object({ enabled: z.boolean().nullish() });

export const runnerSchema = z.object({
  uuid: z.string(),
  name: z.string(),
  labels: z.array(z.string()).nullish(),
  state: z
    .object({
      status: text,
      cordoned: z.boolean().nullish(),
      version: z.object({ version: text, current: text }).nullish(),
    })
    .nullish(),
});

/** With what its machine signs in by, which is told once. */
export const madeRunnerSchema = runnerSchema.extend({
  oauth_client: z.object({ id: z.string(), secret: z.string(), token_endpoint: text, audience: text }),
});

/** Its private key is left out, whatever the host answers. */
export const keyPairSchema = z.object({ public_key: text });

export const knownHostSchema = z.object({
  uuid: z.string(),
  hostname: z.string(),
  public_key: z.object({ key_type: text, sha256_fingerprint: text }).nullish(),
});

/** https://openid.net/specs/openid-connect-discovery-1_0.html */
export const identitySchema = z.object({
  issuer: z.string(),
  jwks_uri: text,
  claims_supported: z.array(z.string()).nullish(),
});

/** RFC 7517 */
export const identityKeysSchema = z.object({ keys: z.array(z.object({ kid: z.string(), alg: text })) });

export const environmentSchema = z.object({ uuid: z.string(), name: z.string() });

export const deploymentSchema = z.object({
  environment: z.object({ uuid: text, name: text }).nullish(),
  state: z.object({ url: text, start_date: text }).nullish(),
  release: z.object({ url: text, created_on: text }).nullish(),
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
export const testReasonSchema = z.object({ message: text, stack_trace: text });

export const testCaseSchema = z.object({
  uuid: text,
  name: text,
  class_name: text,
  package_name: text,
  fully_qualified_name: text,
  status: text,
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
  return z.object({ values: z.array(item), size: z.number().nullish(), next: text });
}

export type RunAnswer = z.output<typeof runSchema>;
export type StateAnswer = z.output<typeof stateSchema>;

/** Of a repository's users and groups, and of a workspace's members. */
export const grantSchema = z.object({
  permission: z.string().default("unknown"),
  user: z.object({ display_name: z.string().nullish(), nickname: z.string().nullish() }).nullish(),
  group: z.object({ name: z.string().nullish(), slug: z.string().nullish() }).nullish(),
});
