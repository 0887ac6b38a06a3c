import type { DeploymentRequest, DeploymentRules } from "@headrace/engine";
import type { ExecutionPlan } from "@headrace/execution";
import type { EnvironmentsTable } from "@headrace/store/server";
import { actingPerson } from "../access/acting-person.ts";
import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { RunLink } from "../runs/runs.ts";
import { environmentName } from "./environment.ts";
import { environmentGroup } from "./environment-group.ts";
import { environmentNamed } from "./environment-named.ts";
import { insertEnvironment } from "./insert-environment.ts";
import { type EnvironmentRules, environmentRulesOf } from "./rules.ts";
import { createsOnFirstUse } from "./settings.ts";
import { whyNotDeployed } from "./why-not-deployed.ts";

type Parts = Pick<App, "tables" | "clock" | "ids">;

/** Environments that stages made by themselves, in one repository at most. */
const mostMade = 1000;

/** The rules that the stages of one execution are held to, as they are each time it is asked. */
export function deploymentRulesFor(app: Parts, link: RunLink, plan: ExecutionPlan): DeploymentRules {
  const { tables } = app;

  async function judge({ environment: name, stage }: DeploymentRequest): Promise<Judged> {
    const found = await environmentNamed(tables, link.repositoryId, name);
    const rules = found === undefined ? noRules : environmentRulesOf(found.rules);
    const { branch, tag } = plan.git;
    const reason = whyNotDeployed(name, rules, {
      branch,
      tag,
      trust: link.trust,
      person: await actingPerson(tables, link.actor, link),
    });
    if (reason !== null) {
      await recordRefusal({ stage, name, reason, id: found?.id });
      return { kind: "refused", reason };
    }
    const environment = found ?? (await make(name));
    return typeof environment === "string"
      ? { kind: "refused", reason: environment }
      : { kind: "allowed", environment };
  }

  /** On its first use, where the organization lets it; else why not. */
  async function make(name: string): Promise<EnvironmentsTable | string> {
    const { organizationId, repositoryId, actor, executionId } = link;
    const unknown = `there is no environment "${name}" in this repository`;
    const checked = environmentName.safeParse(name);
    if (!checked.success) return `"${name}" cannot be the name of an environment`;
    if (!(await createsOnFirstUse(tables, organizationId))) return `${unknown}, and stages do not make any here`;
    const { count } = await tables
      .selectFrom("environments")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("repository_id", "=", repositoryId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostMade) return `${unknown}, and it has ${mostMade} already`;
    const made = await insertEnvironment(app, { organizationId, repositoryId, name, rules: {} });
    if (made === undefined) return (await environmentNamed(tables, repositoryId, name)) ?? unknown;
    await recordAudit(app, {
      actor,
      operation: "environment.created",
      outcome: "done",
      organizationId,
      target: "environment",
      targetId: made.id,
      detail: { name, executionId },
    });
    return made;
  }

  async function recordRefusal(refused: {
    readonly stage: string;
    readonly name: string;
    readonly reason: string;
    readonly id: string | undefined;
  }): Promise<void> {
    const { stage, name, reason, id } = refused;
    await recordAudit(app, {
      actor: link.actor,
      operation: "deployment.refused",
      outcome: "forbidden",
      organizationId: link.organizationId,
      target: "environment",
      ...(id === undefined ? {} : { targetId: id }),
      detail: { executionId: link.executionId, stage, environment: name, reason },
    });
  }

  return {
    async review(request) {
      const judged = await judge(request);
      if (judged.kind === "refused") return judged;
      const { approval } = environmentRulesOf(judged.environment.rules);
      if (approval === undefined) return { kind: "allowed" };
      const { timeoutMs, ...asked } = approval;
      return { kind: "allowed", approval: { ...asked, ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }) } };
    },

    async admit(request) {
      const judged = await judge(request);
      if (judged.kind === "refused") return judged;
      const { waitMs, oneAtATime } = environmentRulesOf(judged.environment.rules);
      const group = { name: environmentGroup(judged.environment), limit: 1, cancelInProgress: false };
      return { kind: "allowed", delay: waitMs, groups: oneAtATime ? [group] : [] };
    },
  };
}

type Judged =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "allowed"; readonly environment: EnvironmentsTable };

const noRules: EnvironmentRules = { branches: [], tags: [], waitMs: 0, oneAtATime: false };
