import type { DeploymentReport, DeploymentState } from "@headrace/forges";
import type { DeploymentsTable, ServerTables } from "@headrace/store/server";
import type { Facts } from "./facts.ts";

/** Attempts of one execution, of which each deploys. */
const mostAttempts = 1_000;

/** Undefined where it is kept no more. */
export async function deploymentOf(
  tables: ServerTables,
  { stored, url }: Facts,
  deploymentId: string,
): Promise<DeploymentReport | undefined> {
  const row = await tables
    .selectFrom("deployments")
    .innerJoin("environments", "environments.id", "deployments.environment_id")
    .selectAll("deployments")
    .select(["environments.name as environment", "environments.url as environmentUrl"])
    .where("deployments.id", "=", deploymentId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { plan } = stored;
  const name = `${plan.pipeline.name} #${plan.number}`;
  const state = stateOf(row);
  const shown = row.url ?? row.environmentUrl;
  return {
    commit: row.commit_id,
    key: row.id,
    sequence: plan.number * mostAttempts + Math.min(row.attempt, mostAttempts - 1),
    state,
    environment: { name: row.environment, ...(shown === null ? {} : { url: shown }) },
    name,
    description: `${name} ${words[state]} ${row.environment}`,
    url,
  };
}

const words: Readonly<Record<DeploymentState, string>> = {
  running: "is being deployed to",
  success: "is deployed to",
  failed: "could not be deployed to",
  cancelled: "is not deployed to",
  rolledBack: "was taken back from",
};

function stateOf({ outcome, rolled_back }: Pick<DeploymentsTable, "outcome" | "rolled_back">): DeploymentState {
  if (outcome === null) return "running";
  if (rolled_back === 1) return "rolledBack";
  if (outcome === "success") return "success";
  return outcome === "cancelled" || outcome === "skipped" || outcome === "rejected" ? "cancelled" : "failed";
}
