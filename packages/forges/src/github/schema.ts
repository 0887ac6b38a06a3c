import { z } from "zod";

// Of what the vendor's interface answers, only the fields that are used. What only describes may be missing.

const text = z.string().nullish();

export const runSchema = z.object({
  id: z.int(),
  run_number: z.int(),
  run_attempt: z.int().positive().nullish(),
  event: text,
  status: text,
  conclusion: text,
  head_branch: text,
  head_sha: text,
  path: text,
  html_url: z.string(),
  created_at: z.string(),
  run_started_at: text,
  actor: z.object({ login: text }).nullish(),
  pull_requests: z.array(z.object({ number: z.number() })).nullish(),
  repository: z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }) }).nullish(),
});

export const runsSchema = z.object({ total_count: z.number(), workflow_runs: z.array(runSchema) });

export const jobsSchema = z.object({
  total_count: z.number(),
  jobs: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      status: text,
      conclusion: text,
      started_at: text,
      completed_at: text,
    }),
  ),
});

export const artifactsSchema = z.object({
  total_count: z.number(),
  artifacts: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      size_in_bytes: z.number(),
      expired: z.boolean(),
      created_at: text,
      expires_at: text,
    }),
  ),
});

export const workflowSchema = z.object({
  id: z.int(),
  name: z.string(),
  path: z.string(),
  state: z.string(),
  html_url: z.string(),
});

export const workflowsSchema = z.object({ total_count: z.number(), workflows: z.array(workflowSchema) });

export const dispatchedSchema = z.object({ workflow_run_id: z.number() });

export const reviewsSchema = z.array(
  z.object({
    environment: z.object({ id: z.number(), name: z.string() }),
    current_user_can_approve: z.boolean().optional(),
    reviewers: z.array(z.object({ reviewer: z.object({ login: text, name: text }).optional() })).optional(),
  }),
);

export const turnsSchema = z.object({
  concurrency_groups: z.array(
    z.object({
      group_name: z.string(),
      group_members: z.array(z.object({ run_id: z.number(), position: z.number(), job_name: text })),
    }),
  ),
});

export const variableListSchema = z.object({
  total_count: z.number(),
  variables: z.array(z.object({ name: z.string(), value: z.string() })),
});

export const secretsSchema = z.object({ total_count: z.number(), secrets: z.array(z.object({ name: z.string() })) });

export const publicKeySchema = z.object({ key_id: z.string(), key: z.string() });

/** Of anything that was made or changed. */
export const madeSchema = z.object({ id: z.number() });

export const checkRunSchema = z.object({
  id: z.number(),
  external_id: z.string().nullish(),
  name: text,
  status: text,
  conclusion: z.string().nullish(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  details_url: z.string().nullish(),
  html_url: z.string().nullish(),
  output: z.object({ title: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  app: z.object({ name: z.string().nullish() }).nullish(),
});

export const checkRunsSchema = z.object({
  total_count: z.number().optional(),
  check_runs: z.array(checkRunSchema),
});

export const annotationsSchema = z.array(
  z.object({
    path: z.string(),
    start_line: z.number(),
    end_line: z.number(),
    annotation_level: z.string().nullish(),
    title: z.string().nullish(),
    message: z.string().nullish(),
  }),
);

export const deploymentsSchema = z.array(
  z.object({
    id: z.number(),
    environment: text,
    payload: z.object({ headrace: z.string().optional() }).nullish().catch(undefined),
  }),
);

export const deploymentStatesSchema = z.array(z.object({ log_url: text, target_url: text }));

export const cachesSchema = z.object({
  total_count: z.number(),
  actions_caches: z.array(
    z.object({ id: z.number(), key: z.string(), size_in_bytes: z.number().optional(), created_at: text }),
  ),
});

/** What Actions may do. Where they are off, which of them may be used is not told. */
export const permissionsSchema = z.object({
  enabled: z.boolean(),
  allowed_actions: z.string().optional(),
  sha_pinning_required: z.boolean().optional(),
});

export const runnerSchema = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  busy: z.boolean(),
  labels: z.array(z.object({ name: z.string() })),
  version: text,
});

export const runnersSchema = z.object({ total_count: z.number(), runners: z.array(runnerSchema) });

export const environmentSchema = z.object({ name: z.string() });

export const environmentsSchema = z.object({ total_count: z.number(), environments: z.array(environmentSchema) });

export const pullHeadSchema = z.object({ head: z.object({ sha: z.string() }) });

export const combinedStatusSchema = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      description: text,
      target_url: text,
      updated_at: text,
    }),
  ),
});

export const hookSchema = z.object({
  id: z.number(),
  active: z.boolean(),
  events: z.array(z.string()),
  config: z.object({ url: z.string().optional() }),
});

export const hooksSchema = z.array(hookSchema);

export const branchSchema = z.object({ commit: z.object({ sha: z.string() }) });

export const contentSchema = z.object({
  sha: z.string(),
  content: z.string().default(""),
  encoding: z.string().optional(),
});

export const writtenSchema = z.object({ commit: z.object({ sha: z.string() }) });

export const pullRequestSchema = z.object({ number: z.number(), html_url: z.string() });

/** Of an organization or a user; told to few. */
export const ownerSchema = z.object({ plan: z.object({ name: z.string() }).nullish() });

export const userSchema = ownerSchema.extend({ login: z.string() });

/** Of an app, to itself. */
export const appSchema = z.object({ slug: z.string() });

export const installationSchema = z.object({ id: z.number() });

export const installationTokenSchema = z.object({
  token: z.string(),
  expires_at: z.string(),
  permissions: z.record(z.string(), z.string()).optional(),
});

export const repositorySchema = z.object({
  id: z.number(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  private: z.boolean(),
  default_branch: text,
  // It becomes a location to fetch from: a path would be one of the server's own machine.
  clone_url: z.url({ protocol: /^https?$/ }),
  pushed_at: text,
});

export const repositoryChangesSchema = z.array(repositorySchema.pick({ id: true, pushed_at: true }));

export const repositoriesSchema = z.object({ total_count: z.number(), items: z.array(repositorySchema) });

export type RunAnswer = z.output<typeof runSchema>;
export type JobAnswer = z.output<typeof jobsSchema>["jobs"][number];

const rightsSchema = z.object({ pull: z.boolean(), push: z.boolean(), admin: z.boolean() }).partial().nullish();

export const collaboratorsSchema = z.array(
  z.object({ login: z.string(), role_name: z.string().default("unknown"), permissions: rightsSchema }),
);

export const teamsSchema = z.array(
  z.object({ name: z.string(), slug: z.string(), permission: z.string(), permissions: rightsSchema }),
);
