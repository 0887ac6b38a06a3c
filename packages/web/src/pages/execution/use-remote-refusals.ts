import { useOperation } from "../../client/use-operation.ts";
import { type AbilityCheck, refusalOf } from "../../common/ability.ts";
import { hostTitle } from "../../common/host-title.ts";
import type { ExecutionDetail } from "./use-execution.ts";

/** Why something cannot be done from here with what ran on a host of code; undefined where it can. */
export interface RemoteRefusals {
  readonly stop?: string | undefined;
  readonly rerun?: string | undefined;
  /** Of a part of it: what failed. */
  readonly rerunPart?: string | undefined;
  readonly reproduce?: string | undefined;
  /** To decide what it waits for there. */
  readonly review?: string | undefined;
}

/** What cannot be done with an execution that ran on a host of code; nothing where it ran here. */
export function useRemoteRefusals({ remote, repositoryId }: ExecutionDetail): RemoteRefusals {
  const isRemote = remote !== undefined;
  const { data: repository } = useOperation("repositories.get", { repository: repositoryId }, { enabled: isRemote });
  const connection = repository?.connectionId;
  const { data: found } = useOperation(
    "connections.get",
    { connection: connection ?? "" },
    { enabled: connection !== undefined },
  );
  if (!isRemote) return {};
  const title = hostTitle(remote.host);
  const reproduce = `${title} does not tell what its stages ran`;
  if (repository !== undefined && connection === undefined) {
    const gone = "No connection reaches its repository any more";
    return { stop: gone, rerun: gone, rerunPart: gone, reproduce, review: gone };
  }
  const why = (name: AbilityCheck["ability"]): string | undefined =>
    refusalOf(
      found?.check.abilities.find(({ ability }) => ability === name),
      title,
    );
  const rerun = why("runs.rerun");
  const whole = remote.host === "github" ? undefined : `${title} runs only all of it again`;
  return { stop: why("runs.stop"), rerun, rerunPart: rerun ?? whole, reproduce, review: why("reviews.write") };
}
