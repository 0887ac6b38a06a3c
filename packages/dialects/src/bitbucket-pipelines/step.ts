import { unlessNone, without } from "../write/parts.ts";
import type { Artifacts } from "./artifacts.ts";
import { allowedTogether, commandOf } from "./commands.ts";
import type { Definitions } from "./definitions.ts";
import type { Guard } from "./guards.ts";
import { handOn } from "./hand-on.ts";
import type { Job } from "./jobs.ts";
import { limits, sizes } from "./limits.ts";
import { noteLost } from "./lost.ts";
import { preambleOf } from "./preamble.ts";
import { type Place, plainText } from "./values.ts";

/** Of changed files: `includePaths` or `excludePaths`, and not both. */
export type Changesets = Readonly<Record<string, readonly string[]>>;

export interface StepNeeds {
  readonly definitions: Definitions;
  readonly artifacts: Artifacts;
  /** Environments that a step deploys to already. */
  readonly deployments: Set<string>;
  /** Of changed files, for a step that has none of its own. */
  readonly condition?: Changesets;
}

/** One instance of a stage as a step. */
export function stepOf({ place, guard }: Job, needs: StepNeeds): Record<string, unknown> {
  const { stage } = place;
  noteLost(place);
  const changesets = guard.changed === undefined ? needs.condition : { includePaths: guard.changed };
  return without({
    name: place.instance === stage.id ? stage.name : stage.name + place.instance.slice(stage.id.length),
    image: stage.image === undefined ? undefined : plainText(stage.image, place, ["stages", stage.id, "image"]),
    "runs-on": runnerOf(place),
    size: sizeOf(place),
    "max-time": timeOf(place),
    deployment: deploymentOf(place, needs.deployments),
    trigger: stage.approval === undefined ? undefined : "manual",
    "concurrency-group": concurrencyOf(place),
    clone: stage.checkout ? undefined : { enabled: false },
    condition: changesets === undefined ? undefined : { changesets: structuredClone(changesets) },
    caches: unlessNone(needs.definitions.caches(place)),
    services: unlessNone(servicesOf(place, needs.definitions)),
    artifacts: needs.artifacts.of(place),
    script: scriptOf(place, guard),
    "after-script": afterScriptOf(place, guard),
  });
}

function scriptOf(place: Place, guard: Guard): readonly string[] {
  const { stage } = place;
  const commands = stage.steps.flatMap(
    (step, index) => commandOf(step, place, ["stages", stage.id, "steps", index]) ?? [],
  );
  const work =
    commands.length === 0
      ? ["true"]
      : stage.allowFailure === false
        ? commands
        : [allowedTogether(commands, stage.allowFailure)];
  return [...skipWhere(guard), ...preambleOf(place, stage.steps), ...work, ...handOn(place)];
}

/** Steps that run whatever happened; one that fails keeps no other from running, and changes nothing. */
function afterScriptOf(before: Place, guard: Guard): readonly string[] | undefined {
  const place = { ...before, isAfter: true };
  const { stage } = place;
  const commands = stage.afterSteps.flatMap(
    (step, index) => commandOf(step, place, ["stages", stage.id, "afterSteps", index]) ?? [],
  );
  if (commands.length === 0) return undefined;
  const readsOutcome = /HEADRACE_OUTCOME/.test(commands.join("\n"));
  const outcome = 'export HEADRACE_OUTCOME="$([ "$BITBUCKET_EXIT_CODE" = 0 ] && echo success || echo failed)"';
  return [
    ...skipWhere(guard),
    ...preambleOf(place, stage.afterSteps),
    ...(readsOutcome ? [outcome] : []),
    ...commands.map((command, index) => (index === commands.length - 1 ? command : `{\n${command}\n} || true`)),
  ];
}

function skipWhere({ tests }: Guard): readonly string[] {
  if (tests.length === 0) return [];
  return [`if ! { ${tests.join(" && ")}; }; then\necho "The condition does not hold: nothing to do."\nexit 0\nfi`];
}

function runnerOf({ stage: { id, runsOn }, notes }: Place): readonly string[] | undefined {
  if (runsOn.length === 0) return undefined;
  const path = ["stages", id, "runsOn"];
  const labels = ["self.hosted", ...runsOn];
  notes.add("needs-setting", {
    path,
    message: "The step waits for a self-hosted runner that has these labels.",
    mend: "Register such a runner for the repository or its workspace there.",
  });
  if (labels.length > limits.runnerLabels || labels.some((label) => label.length > limits.longestLabel)) {
    const message = `A step asks for at most ${limits.runnerLabels} labels of ${limits.longestLabel} characters there, with "self.hosted".`;
    notes.add("limit", { path, message, mend: "Ask for fewer, or shorter ones." });
  }
  return labels;
}

function sizeOf({ stage: { id, resources }, notes }: Place): string | undefined {
  if (resources === undefined) return undefined;
  const path = ["stages", id, "resources"];
  const { cpu, memory = 0 } = resources;
  const [size] = sizes.find(([, most]) => memory <= most) ?? sizes.at(-1) ?? [];
  if (memory > (sizes.at(-1)?.[1] ?? 0)) {
    notes.add("limit", {
      path: [...path, "memory"],
      message: `The largest step there, ${size}, has less memory.`,
      mend: "Ask for less.",
    });
  } else if (memory > 0) {
    notes.add("rewritten", {
      path: [...path, "memory"],
      message: `The memory is given as the size ${size}, which has at least as much.`,
    });
  }
  if (cpu !== undefined)
    notes.add("left-out", { path: [...path, "cpu"], message: "Processors are given with the size of a step there." });
  return memory === 0 || size === "1x" ? undefined : size;
}

function timeOf({ stage: { id, timeout }, notes }: Place): number | undefined {
  const path = ["stages", id, "timeout"];
  if (typeof timeout === "string") {
    notes.add("left-out", {
      path,
      message: "The stage's time is known only in a run, and is left out.",
      mend: "Give it as a duration, such as 10m.",
    });
    return undefined;
  }
  if (timeout === undefined) return undefined;
  const minutes = Math.max(1, Math.ceil(timeout / 60_000));
  if (minutes > limits.longestTime) {
    notes.add("changed", {
      path,
      message: `A step runs for at most ${limits.longestTime} minutes there.`,
      mend: "Divide the stage into several.",
    });
  } else if (minutes * 60_000 !== timeout) {
    notes.add("rewritten", { path, message: `The time is counted in whole minutes there: ${minutes}.` });
  }
  return Math.min(minutes, limits.longestTime);
}

function deploymentOf(place: Place, taken: Set<string>): string | undefined {
  const { stage, notes } = place;
  if (stage.environment === undefined) return undefined;
  const path = ["stages", stage.id, "environment"];
  const name = plainText(stage.environment.name, place, path);
  if (stage.environment.url !== undefined) {
    notes.add("left-out", { path: [...path, "url"], message: "The environment's address is left out." });
  }
  notes.add("needs-setting", {
    path,
    message: `The step deploys to the environment "${name}", which has to exist there.`,
    mend: `Add it in the repository's settings, under Deployments.`,
  });
  if (taken.has(name)) {
    notes.add("limit", {
      path,
      message: `The environment "${name}" stands at one step of a pipeline only; here it is left out.`,
      mend: "Deploy to it from one stage.",
    });
    return undefined;
  }
  taken.add(name);
  return name;
}

function concurrencyOf(place: Place): string | undefined {
  const { stage, notes } = place;
  if (stage.concurrency === undefined) return undefined;
  const path = ["stages", stage.id, "concurrency"];
  const { group, limit, cancelInProgress } = stage.concurrency;
  if (limit !== 1 || cancelInProgress) {
    notes.add("changed", {
      path,
      message: "A concurrency group lets one step run at once there, and the others wait.",
    });
  }
  const name = plainText(group, place, [...path, "group"]);
  if (name.length > limits.longestConcurrencyGroup) {
    notes.add("limit", {
      path: [...path, "group"],
      message: `The name of a concurrency group has at most ${limits.longestConcurrencyGroup} characters there.`,
      mend: "Shorten it.",
    });
  }
  return name;
}

function servicesOf({ stage, ...place }: Place, definitions: Definitions): readonly string[] {
  if (stage.services.length > limits.services) {
    place.notes.add("limit", {
      path: ["stages", stage.id, "services"],
      message: `A step has at most ${limits.services} services there.`,
      mend: "Divide the stage.",
    });
  }
  return definitions.services({ stage, ...place });
}
