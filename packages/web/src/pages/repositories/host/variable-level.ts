import type { HostKind } from "../../../common/host-title.ts";

/** Whose variables: the repository's own, its workspace's, or those of one of its environments there. */
export interface VariableLevel {
  readonly level: "repository" | "owner" | "environment";
  readonly hostEnvironment?: string;
}

const ownerLevel = "owner";
const environmentPrefix = "environment ";

/** As it stands in the address. */
export function levelOf(text: string): VariableLevel {
  if (text === ownerLevel) return { level: "owner" };
  if (!text.startsWith(environmentPrefix)) return { level: "repository" };
  return { level: "environment", hostEnvironment: text.slice(environmentPrefix.length) };
}

/** The others than the repository's own, as one chooses them. */
export function levelChoices(
  kind: HostKind,
  environments: readonly { readonly id: string; readonly name: string }[],
): readonly { readonly value: string; readonly label: string }[] {
  // GitHub keeps an organization's on a page of its own.
  const owners = kind === "github" ? [] : [{ value: ownerLevel, label: "Of the workspace" }];
  return [...owners, ...environments.map(({ id, name }) => ({ value: environmentPrefix + id, label: `Of ${name}` }))];
}
