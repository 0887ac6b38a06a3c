import { useOperation } from "../../client/use-operation.ts";
import { refusalOf } from "../../common/ability.ts";
import { type HostKind, hostTitle } from "../../common/host-title.ts";

/** Why a text of the repository cannot be proposed by a pull request, as a sentence; undefined where it can. */
export function useWhyNotProposed(repository: string): string | undefined {
  const { data } = useOperation("repositories.get", { repository });
  const connection = data?.connectionId;
  const { data: found } = useOperation(
    "connections.get",
    { connection: connection ?? "" },
    { enabled: connection !== undefined },
  );
  if (data !== undefined && connection === undefined) return noHost;
  if (found === undefined) return "Whether its host takes pull requests is not known yet.";
  const kind: HostKind = found.kind;
  const ability = found.check.abilities.find((one) => one.ability === "pull-requests.open");
  return refusalOf(ability, hostTitle(kind));
}

const noHost = "The repository is on no host of code that a connection reaches.";
