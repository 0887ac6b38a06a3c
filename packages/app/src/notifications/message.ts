import type { ExecutionState } from "@headrace/execution";
import { formatDuration } from "@headrace/pipeline";
import type { Facts } from "../write-back/facts.ts";
import type { NotificationEvent } from "./event-of.ts";

/** What is told, whatever the channel. All texts may come from strangers; secrets are struck out of them. */
export interface Message {
  /** The same when it is sent again after a doubt whether it came. */
  readonly id: string;
  readonly event: NotificationEvent | "test";
  /** One line. */
  readonly title: string;
  /** Its page here. */
  readonly url: string;
  readonly execution?: ToldExecution;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Stages that failed, with the first line that says why. */
  readonly failures: readonly Failure[];
}

/** For programs, which read no sentences. */
export interface ToldExecution {
  readonly id: string;
  readonly pipeline: string;
  readonly number: number;
  readonly outcome: string;
  /** What started it: `push`, `manual`. */
  readonly trigger: string;
  readonly branch: string;
  readonly tag: string;
  readonly commit: string;
  readonly startedBy: string;
  /** Milliseconds. */
  readonly duration?: number;
}

export interface Failure {
  readonly stage: string;
  readonly line?: string;
}

const longest = 300;
const mostFailures = 5;

export interface MessageOf {
  readonly id: string;
  readonly event: NotificationEvent;
  readonly facts: Facts;
  readonly failures: readonly Failure[];
}

export function messageOf({ id, event, facts, failures }: MessageOf): Message {
  const { stored, state, link, url } = facts;
  const { plan } = stored;
  const clean = cleaner(facts);
  const execution: ToldExecution = {
    id: plan.executionId,
    pipeline: clean(plan.pipeline.name),
    number: plan.number,
    outcome: state.outcome ?? "unknown",
    trigger: link.trigger,
    branch: clean(plan.git.branch),
    tag: clean(plan.git.tag),
    commit: plan.git.commit,
    startedBy: clean(starterOf(facts)),
    ...durationOf(state),
  };
  const more = failures.length - mostFailures;
  return {
    id,
    event,
    title: `${execution.pipeline} #${plan.number} ${words(event, execution.outcome)}`,
    url,
    execution,
    facts: factsOf(execution, clean(plan.git.message.split("\n", 1)[0] ?? "")),
    failures: [
      ...failures
        .slice(0, mostFailures)
        .map(({ stage, line }) => ({ stage: clean(stage), ...(line === undefined ? {} : { line: clean(line) }) })),
      ...(more > 0 ? [{ stage: `and ${more} more` }] : []),
    ],
  };
}

/** What shows that a channel can be reached. */
export function testMessage(id: string, name: string, publicUrl: string): Message {
  return { id, event: "test", title: `Headrace reaches the channel ${name}`, url: publicUrl, facts: [], failures: [] };
}

function factsOf(execution: ToldExecution, subject: string): Message["facts"] {
  const { branch, tag, commit, startedBy, duration } = execution;
  const all = [
    { name: "Branch", value: branch },
    { name: "Tag", value: tag },
    { name: "Commit", value: `${commit.slice(0, 8)} ${subject}`.trim() },
    { name: "Started by", value: startedBy },
    { name: "Duration", value: duration === undefined ? "" : formatDuration(duration) },
  ];
  return all.filter(({ value }) => value !== "");
}

/** The person; else what it was, with who wrote the commit. */
function starterOf({ link, stored }: Facts): string {
  const { actor, trigger } = link;
  if (actor.kind === "user" || actor.kind === "token") return actor.name;
  const what = triggerWords.get(trigger) ?? trigger;
  if (trigger !== "push" && trigger !== "tag" && trigger !== "pull_request") return what;
  const author = stored.plan.git.author.replace(/\s*<[^>]*>\s*$/, "");
  return author === "" ? what : `${what} of ${author}`;
}

const triggerWords: ReadonlyMap<string, string> = new Map([
  ["push", "a push"],
  ["tag", "a tag"],
  ["pull_request", "a pull request"],
  ["schedule", "a schedule"],
  ["pipeline", "another pipeline"],
]);

function words(event: NotificationEvent, outcome: string): string {
  switch (event) {
    case "success":
      return "succeeded";
    case "recovered":
      return "succeeded again";
    case "cancelled":
      return "was cancelled";
    case "failure":
      return outcome === "timedOut" ? "took too long" : "failed";
  }
}

function durationOf({ startedAt, finishedAt }: ExecutionState): { readonly duration?: number } {
  if (startedAt === undefined || finishedAt === undefined) return {};
  return { duration: Math.max(0, finishedAt - startedAt) };
}

/** One line without secrets, and without what would move or hide text. */
function cleaner({ mask }: Facts): (text: string) => string {
  return (text) => {
    const shown = mask(text)
      .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
      .trim();
    return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
  };
}
