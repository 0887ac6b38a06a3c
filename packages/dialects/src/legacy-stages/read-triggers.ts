import { cronProblem } from "@headrace/pipeline";
import type { NodeReader } from "../source/node-reader.ts";
import type { SourceNode } from "../source/source-node.ts";
import type { LegacyTriggers } from "./config.ts";

const kinds = ["push", "pull_request", "schedule", "manual"] as const;
type Kind = (typeof kinds)[number];

/**
 * Triggers in each form that is found in use: a list of kinds (`[push, manual]`), a mapping of kinds
 * (`push: { branches: [main] }`, `schedule: "0 3 * * *"`), and `{ events: [push], branches: [main] }`.
 */
export function readTriggers(reader: NodeReader, node: SourceNode | undefined): LegacyTriggers {
  if (node === undefined) return { schedule: [], manual: true };
  if (node.kind === "list" || node.kind === "scalar") return fromKinds(reader, node, []);
  const parts = reader.parts(node, {
    of: "Triggers",
    keys: [...kinds, "events", "branches"],
    aliases: { pullRequest: "pull_request", branch: "branches", event: "events" },
  });
  const branches = textsOf(reader, parts.get("branches"));
  const events = parts.get("events");
  const named = events === undefined ? undefined : fromKinds(reader, events, branches);
  const push = parts.get("push");
  const pullRequest = parts.get("pull_request");
  const schedule = parts.get("schedule");
  const manual = parts.get("manual");
  return {
    ...named,
    ...(push === undefined || isOff(push) ? {} : { push: branchesOf(reader, push, branches) }),
    ...(pullRequest === undefined || isOff(pullRequest)
      ? {}
      : { pullRequest: branchesOf(reader, pullRequest, branches) }),
    schedule: schedule === undefined ? [] : cronsOf(reader, schedule),
    manual: manual === undefined || !isOff(manual),
  };
}

function fromKinds(reader: NodeReader, node: SourceNode, branches: readonly string[]): LegacyTriggers {
  const found = new Set<Kind>();
  for (const item of node.kind === "list" ? node.items : [node]) {
    const text = reader.text(item);
    const kind = kinds.find((known) => known === text || (known === "pull_request" && text === "pullRequest"));
    if (kind !== undefined) {
      found.add(kind);
    } else if (text !== undefined) {
      reader.report(item, {
        code: "invalid-value",
        severity: "error",
        message: `"${text}" is no kind of trigger.`,
        mend: `The kinds are: ${kinds.join(", ")}.`,
      });
    }
    if (kind === "schedule") {
      reader.report(item, {
        code: "missing-key",
        severity: "warning",
        message: "The schedule has no time; it starts nothing.",
        mend: 'Write it as a mapping: `schedule: "0 3 * * *"`.',
      });
    }
  }
  return {
    ...(found.has("push") ? { push: branches } : {}),
    ...(found.has("pull_request") ? { pullRequest: branches } : {}),
    schedule: [],
    manual: true,
  };
}

function isOff(node: SourceNode): boolean {
  return node.kind === "scalar" && node.value === false;
}

/** `true`, a branch, a list of branches, or a mapping with `branches`. */
function branchesOf(reader: NodeReader, node: SourceNode, common: readonly string[]): readonly string[] {
  if (node.kind === "scalar" && node.value === true) return common;
  if (node.kind !== "mapping") return textsOf(reader, node);
  const parts = reader.parts(node, { of: "A trigger", keys: ["branches"], aliases: { branch: "branches" } });
  const own = parts.get("branches");
  return own === undefined ? common : textsOf(reader, own);
}

/** A cron expression, `{ cron }`, or a list of either. */
function cronsOf(reader: NodeReader, node: SourceNode): readonly string[] {
  if (node.kind === "list") return node.items.flatMap((item) => cronsOf(reader, item));
  const cron = node.kind === "scalar" ? node : reader.parts(node, { of: "A schedule", keys: ["cron"] }).get("cron");
  const text = reader.text(cron);
  if (text === undefined || cron === undefined) return [];
  const problem = cronProblem(text);
  if (problem === null) return [text];
  const mend = "Give minute, hour, day of the month, month and day of the week, as in `0 3 * * *`.";
  reader.report(cron, { code: "bad-cron", severity: "error", message: `"${text}" is no schedule: ${problem}.`, mend });
  return [];
}

function textsOf(reader: NodeReader, node: SourceNode | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.kind !== "list") {
    const text = reader.text(node);
    return text === undefined ? [] : [text];
  }
  return node.items.flatMap((item) => reader.text(item) ?? []);
}
