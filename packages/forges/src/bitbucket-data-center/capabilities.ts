import { type Ability, abilities, type Capability } from "../ports/index.ts";
import type { HostFacts } from "./detect.ts";
import { operations } from "./operations.ts";

const noPipelines =
  "Bitbucket Data Center runs no pipelines; Headrace runs them, and keeps their variables and schedules";
const noDownloads =
  "Bitbucket Data Center keeps no files beside a repository; Headrace keeps the artifacts of its executions";
const notes: ReadonlyMap<Ability, string> = new Map([
  ["artifacts.read", "Bitbucket Data Center runs no pipelines; what those of Headrace leave behind, Headrace keeps"],
  ["downloads.read", noDownloads],
  ["downloads.write", noDownloads],
  ["checks.write", "Bitbucket Data Center has builds and reports instead"],
  ["files.write", "a person's token: those of a project or repository cannot commit; files are not removed"],
]);

/** What can be done with a host that has no CI of its own: Headrace runs the pipelines of its repositories. */
export const capabilities: readonly Capability[] = abilities.map(capability);

function capability(ability: Ability): Capability {
  const asked = operations.filter((one) => one.ability === ability);
  if (asked.length === 0) {
    return { ability, support: "absent", scopes: [], note: notes.get(ability) ?? noPipelines };
  }
  const scopes = [...new Set(asked.flatMap(({ permissions }) => permissions))];
  const note = notes.get(ability);
  return { ability, support: "native", scopes, ...(note === undefined ? {} : { note }) };
}

/** Of one host, by its version and its settings. */
export function capabilitiesOf({ takesRichBuilds, takesDeployments }: HostFacts): readonly Capability[] {
  return capabilities.map((capability): Capability => {
    if (capability.ability === "deployments.write" && !takesDeployments) {
      return { ...capability, support: "absent", note: "the host's administrator has switched deployments off" };
    }
    if (capability.ability === "statuses.write" && !takesRichBuilds) {
      const note = "a host before 7.14 is told the state alone, without branch, tests and duration";
      return { ...capability, support: "emulated", note };
    }
    return capability;
  });
}
