import type { OutputOf } from "@headrace/app/client";
import { useOperation } from "../../../client/use-operation.ts";
import { type AbilityCheck, refusalOf } from "../../../common/ability.ts";
import { type HostKind, hostTitle } from "../../../common/host-title.ts";

export type AbilityName = AbilityCheck["ability"];

/** A watched repository on its host of code, and what can be done there. */
export interface Host {
  readonly repository: OutputOf<"repositories.get">;
  readonly kind: HostKind;
  readonly title: string;
  /** Its CI, as a sentence begins: `Pipelines are`. */
  readonly ci: string;
  /** Why not, as sentences; undefined where it can be done. */
  readonly why: (ability: AbilityName) => string | undefined;
  /** What is to be known of it where it can be done. */
  readonly note: (ability: AbilityName) => string | undefined;
  /** Whether there is such a thing on this host at all. */
  readonly has: (ability: AbilityName) => boolean;
}

/** Milliseconds in which a host's answer is shown again: each look costs one of the connection's requests. */
export const freshFor = 60_000;

/** Undefined until it is known, and where nothing watches the repository. */
export function useHost(repository: OutputOf<"repositories.get"> | undefined): Host | undefined {
  const connection = repository?.connectionId;
  const { data } = useOperation(
    "connections.get",
    { connection: connection ?? "" },
    { enabled: connection !== undefined },
  );
  if (repository === undefined || data === undefined) return undefined;
  const title = hostTitle(data.kind);
  const found = new Map(data.check.abilities.map((one) => [one.ability, one]));
  return {
    repository,
    kind: data.kind,
    title,
    ci: data.kind === "github" ? "Actions are" : "Pipelines are",
    why: (ability) => refusalOf(found.get(ability), title),
    note: (ability) => found.get(ability)?.note,
    has: (ability) => found.get(ability)?.standing !== "absent",
  };
}
