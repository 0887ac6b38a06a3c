import type { EventOf, ExecutionEvent } from "@headrace/execution";
import type { Finding } from "@headrace/forges";
import type { ServerTables } from "@headrace/store/server";
import { sayGate } from "../gates/say-gate.ts";
import { digestOf, type Facts } from "./facts.ts";

/** What hosts keep of one commit's report at most. */
const most = 1_000;
const longest = 2_000;

/** What the last attempts of the stages found: gates that did not hold, tests that failed, annotations; the worst first. */
export async function findingsOf(tables: ServerTables, facts: Facts): Promise<readonly Finding[]> {
  const { events } = facts.stored;
  const gates = lastOf(events, "gate.reported").filter(({ passed }) => !passed);
  const annotations = lastOf(events, "annotation");
  const failed = await tables
    .selectFrom("test_results")
    .innerJoin("stage_executions", (join) =>
      join
        .onRef("stage_executions.execution_id", "=", "test_results.execution_id")
        .onRef("stage_executions.instance", "=", "test_results.instance")
        .onRef("stage_executions.attempt", "=", "test_results.attempt"),
    )
    .select(["test_results.instance", "suite", "name", "file", "test_results.message"])
    .where("test_results.execution_id", "=", facts.link.executionId)
    .where("test_results.outcome", "=", "failed")
    .orderBy("test_results.position")
    .limit(most)
    .execute();
  const found: Omit<Finding, "id">[] = [
    ...gates.map((gate) => ({ kind: "gate", level: "error", title: gate.stage, message: sayGate(gate) }) as const),
    ...failed.map(({ instance, suite, name, file, message }) => ({
      kind: "test" as const,
      level: "error" as const,
      title: name,
      message: message ?? `failed in ${instance}, ${suite}`,
      ...pathOf(file),
    })),
    ...annotations
      .toSorted((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level))
      .map(({ level, message, title, file, line, endLine }) => ({
        kind: "annotation" as const,
        level,
        message,
        ...(title === undefined ? {} : { title }),
        ...pathOf(file ?? null),
        ...(line === undefined || line < 1 ? {} : { line }),
        ...(endLine === undefined ? {} : { endLine }),
      })),
  ];
  return found.slice(0, most).map((finding, index) => {
    const message = facts.mask(finding.message).slice(0, longest);
    const title = finding.title === undefined ? {} : { title: facts.mask(finding.title).slice(0, longest) };
    return { ...finding, message, ...title, id: `${index}-${digestOf(`${finding.path} ${message}`).slice(0, 8)}` };
  });
}

const levels = ["error", "warning", "notice"] as const;

/** Of each instance those of the attempt that counts. */
function lastOf<Type extends "gate.reported" | "annotation" | "tests.reported">(
  events: readonly ExecutionEvent[],
  type: Type,
): readonly EventOf<Type>[] {
  const last = new Map<string, number>();
  for (const event of events) if (event.type === "stage.started") last.set(event.instance, event.attempt);
  return events.filter(
    (event): event is EventOf<Type> => event.type === type && last.get(event.instance) === event.attempt,
  );
}

/** All tests of the last attempts together; undefined where none was reported. */
export function testsOf({ stored: { events } }: Facts) {
  const reported = lastOf(events, "tests.reported");
  if (reported.length === 0) return undefined;
  const sum = (of: "total" | "failed" | "skipped") => reported.reduce((total, event) => total + event[of], 0);
  const [failed, skipped] = [sum("failed"), sum("skipped")];
  return { failed, skipped, passed: Math.max(0, sum("total") - failed - skipped) };
}

/** The least that a gate or a report measured, in percent. */
export function coverageOf({ stored: { events } }: Facts): number | undefined {
  const measured = lastOf(events, "tests.reported").flatMap(({ coverage }) => coverage ?? []);
  return measured.length === 0 ? undefined : Math.min(...measured);
}

/** Only what lies in the repository can be shown at its place there. */
function pathOf(file: string | null): { readonly path?: string } {
  if (file === null || file === "" || /^(?:[/\\]|[A-Za-z]:)/.test(file)) return {};
  const path = file.replaceAll("\\", "/").replace(/^\.\//, "");
  return path.split("/").includes("..") || path.length > 1_000 ? {} : { path };
}
