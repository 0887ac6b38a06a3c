import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { App, TargetKind } from "@headrace/app";

type Tables = App["tables"];

/** A thing of every kind that an operation can be about, each with all that it belongs to; gives its id. */
export async function makeTarget(
  app: App,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  kind: TargetKind,
): Promise<string> {
  const { tables, ids } = app;
  const id = ids.next();
  const now = app.clock.now();
  const own = { id, organization_id: organizationId };
  const actor = { kind: "user", id: userId, name: "Somebody" } as const;
  const dated = { created_at: now, updated_at: now };
  const other = async (wanted: TargetKind): Promise<string> =>
    await makeTarget(app, { organizationId, userId }, wanted);

  const make: Readonly<Record<TargetKind, () => Promise<unknown>>> = {
    repository: async () =>
      await tables
        .insertInto("repositories")
        .values({
          ...own,
          ...dated,
          name: `repository-${id}`,
          description: "",
          location: await makePlace(app.options.dataDirectory, id),
          default_branch: "main",
          connection_id: null,
          rules: "{}",
        })
        .execute(),
    pipeline: async () => {
      await tables
        .insertInto("pipelines")
        .values({
          ...own,
          ...dated,
          repository_id: await other("repository"),
          name: `pipeline-${id}`,
          description: "",
          source: "stored",
          path: null,
          channel: "default",
          active: 0,
          version: 1,
          settings: "{}",
          archived_at: null,
          created_by: userId,
        })
        .execute();
      await tables
        .insertInto("pipeline_versions")
        .values({
          pipeline_id: id,
          version: 1,
          text: "name: small\nstages:\n  build:\n    run: 'true'\n",
          digest: null,
          commit_id: null,
          message: "",
          generated: null,
          created_by: JSON.stringify({ kind: "user", id: userId, name: "Ada" }),
          created_at: now,
        })
        .execute();
    },
    execution: async () => {
      const pipeline = await other("pipeline");
      await linkExecution(tables, { ...own, now, pipeline });
    },
    artifact: async () => {
      const execution = await other("execution");
      await tables
        .insertInto("artifacts")
        .values({
          id,
          execution_id: execution,
          stage: "build",
          instance: "build",
          attempt: 1,
          name: "site",
          digest: "0".repeat(64),
          size: 0,
          files: 0,
          created_at: now,
          expires_at: null,
        })
        .execute();
    },
    environment: async () => {
      await tables
        .insertInto("environments")
        .values({
          ...own,
          ...dated,
          repository_id: await other("repository"),
          name: `environment-${id}`,
          url: null,
          rules: "{}",
          current_deployment_id: null,
        })
        .execute();
    },
    deployment: async () => {
      await tables
        .insertInto("deployments")
        .values({
          ...own,
          environment_id: await other("environment"),
          execution_id: await other("execution"),
          stage: "deploy",
          instance: "deploy",
          attempt: 1,
          commit_id: "0".repeat(40),
          version: null,
          url: null,
          outcome: "success",
          rolled_back: 0,
          rollback_reason: null,
          rollback_to: null,
          previous_id: null,
          started_at: now,
          finished_at: now,
        })
        .execute();
    },
    approval: async () => {
      const { execution_id, repository_id, pipeline_id } = await linkOf(tables, await other("execution"));
      await tables
        .insertInto("approvals")
        .values({
          ...own,
          repository_id,
          pipeline_id,
          execution_id,
          stage: "approve",
          instance: "approve",
          state: "waiting",
          request: "{}",
          decisions: "[]",
          requested_at: now,
          expires_at: null,
          settled_at: null,
        })
        .execute();
    },
    schedule: async () => {
      await tables
        .insertInto("schedules")
        .values({
          ...own,
          ...dated,
          pipeline_id: await other("pipeline"),
          cron: "0 3 * * *",
          timezone: "UTC",
          branch: "main",
          parameters: "{}",
          responsible: null,
          origin: "manual",
          enabled: 0,
          last_run_at: null,
          last_execution_id: null,
          due_at: null,
          last_due_at: null,
          attempts: 0,
          note: null,
          next_attempt_at: null,
          owner: null,
          lease_until: null,
        })
        .execute();
    },
    // Sealed as it should be: its key is looked for when keys are rotated.
    secret: async () => {
      const facts = await app.secrets.set({
        organizationId,
        scope: "organization",
        scopeId: organizationId,
        name: `S_${id.replaceAll("-", "_")}`,
        value: "a value that is kept",
        actor,
      });
      return facts.id;
    },
    variable: () =>
      tables
        .insertInto("variables")
        .values({
          ...own,
          ...dated,
          scope: "organization",
          scope_id: organizationId,
          name: `V_${id.replaceAll("-", "_")}`,
          value: "x",
          updated_by: JSON.stringify(actor),
        })
        .execute(),
    webhook: async () => {
      const { keyId, sealed } = await app.secrets.seal(organizationId, `webhook:${id}`, "a secret of a webhook");
      await tables
        .insertInto("webhooks")
        .values({
          ...own,
          ...dated,
          repository_id: await other("repository"),
          kind: "generic",
          key_id: keyId,
          sealed_secret: sealed,
          enabled: 1,
          refused_at: null,
          refused_why: null,
        })
        .execute();
    },
    "webhook delivery": async () => {
      await tables
        .insertInto("webhook_deliveries")
        .values({
          id,
          webhook_id: await other("webhook"),
          delivery_id: id,
          event: "push",
          headers: "{}",
          body: "{}",
          body_digest: "",
          redelivery_of: null,
          requested_by: null,
          received_at: now,
          state: "done",
          attempts: 1,
          result: null,
          next_attempt_at: null,
          owner: null,
          lease_until: null,
        })
        .execute();
    },
    channel: async () => {
      // Nobody is told anything: this address is refused.
      const settings = JSON.stringify({ kind: "slack", url: "https://127.0.0.1:9/" });
      const { keyId, sealed } = await app.secrets.seal(organizationId, `channel:${id}`, settings);
      await tables
        .insertInto("channels")
        .values({
          ...own,
          ...dated,
          name: `channel-${id}`,
          kind: "slack",
          target: "127.0.0.1:9",
          key_id: keyId,
          sealed,
          created_by: JSON.stringify(actor),
        })
        .execute();
    },
    connection: async () => {
      const sealed = await app.connections.seal(organizationId, id, { kind: "access-token", token: "t0ken" });
      await tables
        .insertInto("connections")
        .values({
          ...own,
          ...dated,
          name: `connection-${id}`,
          // Nobody is asked anything: this address is refused.
          kind: "bitbucket-data-center",
          base_url: "https://127.0.0.1:9",
          owner: "acme",
          credential_kind: "access-token",
          identity: null,
          key_id: sealed.keyId,
          sealed: sealed.sealed,
          expires_at: null,
          request_limit: null,
          write_back: 1,
          check_result: JSON.stringify({ works: true, abilities: [] }),
          checked_at: now,
          created_by: JSON.stringify(actor),
        })
        .execute();
    },
    template: () =>
      tables
        .insertInto("templates")
        .values({
          ...own,
          ...dated,
          name: `template-${id}`,
          category: "start",
          description: "",
          text: "name: small\nstages:\n  build:\n    run: 'true'\n",
          shared: 1,
          created_by: userId,
        })
        .execute(),
    token: () =>
      tables
        .insertInto("tokens")
        .values({
          ...own,
          user_id: userId,
          name: "a token",
          prefix: "hrt_0000",
          hash: id,
          scopes: '["read"]',
          repositories: null,
          created_at: now,
          expires_at: null,
          last_used_at: null,
          revoked_at: null,
        })
        .execute(),
  };
  const made = await make[kind]();
  return typeof made === "string" ? made : id;
}

async function linkExecution(
  tables: Tables,
  { id, organization_id, now, pipeline }: { id: string; organization_id: string; now: number; pipeline: string },
): Promise<void> {
  const { repository_id } = await tables
    .selectFrom("pipelines")
    .select("repository_id")
    .where("id", "=", pipeline)
    .executeTakeFirstOrThrow();
  await tables
    .insertInto("execution_links")
    .values({
      execution_id: id,
      organization_id,
      repository_id,
      pipeline_id: pipeline,
      pipeline_version: 1,
      trigger_kind: "manual",
      triggered_by: null,
      trust: "own",
      state: "ended",
      priority: 0,
      concurrency_group: null,
      detail: "{}",
      created_at: now,
      owner: null,
      lease_until: null,
      next_attempt_at: null,
    })
    .execute();
}

/** A directory of its own, with nothing in it. */
async function makePlace(dataDirectory: string, id: string): Promise<string> {
  const place = join(dataDirectory, "places", id);
  await mkdir(place, { recursive: true });
  return place;
}

async function linkOf(tables: Tables, execution: string) {
  return await tables
    .selectFrom("execution_links")
    .select(["execution_id", "repository_id", "pipeline_id"])
    .where("execution_id", "=", execution)
    .executeTakeFirstOrThrow();
}
