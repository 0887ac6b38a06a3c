import type { ForgeRun, ForgeStage, RunName } from "@headrace/forges";
import type { Actor } from "../access/principal.ts";

/** A run on a host as it was read: itself, and its stages in the host's order. */
export interface ObservedRun {
  readonly run: ForgeRun;
  readonly stages: readonly ObservedStage[];
  /** The execution that it runs again. */
  readonly rerunOf?: string;
  /** Who asked for it here. */
  readonly startedBy?: Actor;
}

export interface ObservedStage extends ForgeStage {
  /** What it is called in the execution: its name, made unique. */
  readonly key: string;
  /** Where it deploys to, by its name. */
  readonly environment?: string;
  /** Keys of the stages that it waits for, where the run's file says so. */
  readonly needs?: readonly string[];
}

/** Hosts let several stages have one name: the second `build` is `build (2)`. */
export function observedStages(stages: readonly ForgeStage[]): readonly ObservedStage[] {
  const taken = new Set<string>();
  return stages.map((stage) => {
    let key = stage.name;
    for (let number = 2; taken.has(key); number++) key = `${stage.name} (${number})`;
    taken.add(key);
    return { ...stage, key };
  });
}

/** How the host calls the run, with its attempt where that is not the first: each attempt is an execution. */
export function keyOf({ id, attempt = 1 }: RunName): string {
  return attempt > 1 ? `${id}/${attempt}` : id;
}

/** What {@link keyOf} made the key of. */
export function runNameOf(key: string): Required<RunName> {
  const [, id = key, attempt = "1"] = /^(.*)\/(\d+)$/.exec(key) ?? [];
  return { id, attempt: Number(attempt) };
}

/** Of a run or a stage: nothing of it changes any more. */
export function isOver({ state }: Pick<ForgeRun, "state">): boolean {
  return state.kind === "finished" || (state.kind === "unknown" && state.isOver);
}
