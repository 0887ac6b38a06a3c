import type { DeploymentRequest, DeploymentRules } from "@headrace/engine";
import type { ExecutionPlan } from "@headrace/execution";
import type { EnvironmentsTable } from "@headrace/store/server";
import { actingPerson } from "../access/acting-person.ts";
import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { RunLink } from "../runs/runs.ts";
import { environmentGroup } from "./environment-group.ts";
import { environmentNamed } from "./environment-named.ts";
import { makeOnFirstUse } from "./make-on-first-use.ts";
import { type EnvironmentRules, environmentRulesOf } from "./rules.ts";
import { whyNotDeployed } from "./why-not-deployed.ts";

type Parts = Pick<App, "tables" | "clock" | "ids">;

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
    const made = await makeOnFirstUse(app, { organizationId, repositoryId, name });
    if (made.kind === "refused") return made.reason;
    if (!made.isNew) return made.environment;
    await recordAudit(app, {
      actor,
      operation: "environment.created",
      outcome: "done",
      organizationId,
      target: "environment",
      targetId: made.environment.id,
      detail: { name, executionId },
    });
    return made.environment;
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
