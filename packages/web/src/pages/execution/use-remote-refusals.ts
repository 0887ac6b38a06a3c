import { useOperation } from "../../client/use-operation.ts";
import { hostTitle } from "../../common/host-title.ts";
import { sentence } from "../../common/sentence.ts";
import type { ExecutionDetail } from "./use-execution.ts";

export interface RemoteRefusals {
  /** Why what runs on a host of code cannot be stopped from here; undefined where it can. */
  readonly stop?: string | undefined;
  readonly rerun?: string | undefined;
  readonly reproduce?: string | undefined;
}

/** What cannot be done from here with an execution that ran on a host of code, and why; nothing where it ran here. */
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
  const rerun = `Headrace starts no runs on ${title} yet: open its page there to run it again`;
  if (repository !== undefined && connection === undefined) {
    return { stop: "No connection reaches its repository any more", rerun, reproduce };
  }
  const ability = found?.check.abilities.find(({ ability: name }) => name === "runs.stop");
  if (ability === undefined || ability.standing === "works" || ability.standing === "untested") {
    return { rerun, reproduce };
  }
  const why = ability.problem ?? ability.note ?? `${title} cannot be told to`;
  return {
    stop: [why, ability.mend].flatMap((text) => (text === undefined ? [] : sentence(text))).join(" "),
    rerun,
    reproduce,
  };
}
