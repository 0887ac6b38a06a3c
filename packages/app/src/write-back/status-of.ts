import { resultOf } from "@headrace/execution";
import type { BuildState, BuildStatus, CommitReport, ReportFact } from "@headrace/forges";
import type { ServerTables } from "@headrace/store/server";
import { type Facts, keyOf, nameOf, parentKeyOf, refOf } from "./facts.ts";
import { coverageOf, findingsOf, testsOf } from "./findings-of.ts";

/** How the execution stands, for its commit. */
export async function statusOf(tables: ServerTables, facts: Facts): Promise<BuildStatus> {
  const { stored, state, link, url } = facts;
  const { plan } = stored;
  const tests = testsOf(facts);
  const ref = refOf(stored);
  const isOver = state.status === "finished";
  return {
    commit: plan.git.commit,
    key: keyOf(facts),
    parent: parentKeyOf(link, link.detail),
    name: nameOf(facts),
    state: stateWord(facts),
    description: describe(facts),
    url,
    number: plan.number,
    ...(ref === undefined ? {} : { ref }),
    ...(tests === undefined || !isOver ? {} : { tests }),
    ...(state.startedAt === undefined ? {} : { startedAt: state.startedAt }),
    ...(state.finishedAt === undefined ? {} : { finishedAt: state.finishedAt }),
    findings: isOver ? await findingsOf(tables, facts) : [],
  };
}

/** What was found; undefined where there was nothing to find. */
export async function reportOf(tables: ServerTables, facts: Facts): Promise<CommitReport | undefined> {
  const { stored, state, url } = facts;
  if (state.status !== "finished") return undefined;
  const findings = await findingsOf(tables, facts);
  const tests = testsOf(facts);
  const coverage = coverageOf(facts);
  if (findings.length === 0 && tests === undefined && coverage === undefined) return undefined;
  const { startedAt, finishedAt } = state;
  const data: readonly (ReportFact | undefined)[] = [
    tests && { title: "Tests passed", kind: "number", value: tests.passed },
    tests && { title: "Tests failed", kind: "number", value: tests.failed },
    tests && { title: "Tests skipped", kind: "number", value: tests.skipped },
    coverage === undefined
      ? undefined
      : { title: "Lines covered", kind: "percent", value: Math.round(coverage * 10) / 10 },
    startedAt === undefined || finishedAt === undefined
      ? undefined
      : { title: "Duration", kind: "duration", value: Math.max(0, finishedAt - startedAt) },
  ];
  return {
    commit: stored.plan.git.commit,
    key: keyOf(facts),
    title: nameOf(facts),
    passed: state.outcome === "success" && findings.every(({ kind }) => kind === "annotation"),
    details: describe(facts),
    url,
    facts: data.filter((one) => one !== undefined),
    findings,
  };
}

function stateWord({ state, link }: Facts): BuildState {
  if (state.status !== "finished") return link.state === "queued" ? "queued" : "running";
  switch (state.outcome) {
    case "success":
      return "success";
    case "cancelled":
      return "cancelled";
    default:
      return "failed";
  }
}

function describe(facts: Facts): string {
  const { state, stored } = facts;
  const what = `#${stored.plan.number}`;
  if (state.status !== "finished") return stateWord(facts) === "queued" ? `${what} waits` : `${what} is running`;
  const failed = stored.events
    .filter((event) => event.type === "stage.finished")
    .filter(({ outcome, allowed }) => resultOf(outcome, allowed) === "failure")
    .map(({ instance }) => instance);
  const named = failed.slice(0, 3).join(", ") + (failed.length > 3 ? ` and ${failed.length - 3} more` : "");
  const tests = testsOf(facts);
  const counted = tests === undefined || tests.failed === 0 ? "" : `; ${tests.failed} of the tests failed`;
  switch (state.outcome) {
    case "success":
      return `${what} succeeded`;
    case "cancelled":
      return `${what} was cancelled`;
    case "timedOut":
      return `${what} took too long`;
    default:
      return `${what} failed${named === "" ? "" : `: ${named}`}${counted}`;
  }
}
