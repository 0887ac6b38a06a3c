import { type ExecutionOutcome, type ExecutionState, type InstanceState, stagesOf } from "@headrace/execution";
import type { ExecutionReport, FailureReport, StageReport } from "@headrace/library/report";
import { formatDuration, formatSize } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { type ShownStatus, statusMark } from "./status.ts";
import { createStyle, type Style } from "./style.ts";
import { formatTable } from "./table.ts";
import { visible } from "./visible.ts";

/** The end of a run, and `executions show`: stages, what failed and why, where the time went. */
export function printReport(context: CommandContext, report: ExecutionReport): void {
  const style = createStyle(context.color);
  const parts = [
    stageTable(report, style),
    ...report.failures.map((failure) => failureText(failure, style)),
    warningsText(report, style),
    ...report.stages.map((stage) => summaryText(stage, style)),
    timeText(report, style),
    verdict(report, style),
  ];
  context.stdout.write(`\n${parts.filter((part) => part !== "").join("\n")}`);
}

function stageTable(report: ExecutionReport, style: Style): string {
  const rows = report.stages.map((stage) => {
    const mark = statusMark(statusOf(stage.instance), style);
    return [
      `${mark.shape} ${visible(stage.instance.instance)}`,
      mark.word,
      stage.instance.durationMs === undefined ? "" : formatDuration(stage.instance.durationMs),
      testsText(stage, style),
      artifactsText(stage),
      noteText(stage, style),
    ];
  });
  const columns = ["STAGE", "OUTCOME", "DURATION", "TESTS", "ARTIFACTS", ""];
  const used = columns.map((_, index) => index < 3 || rows.some((row) => row[index] !== ""));
  const keep = <Value>(values: readonly Value[]): Value[] => values.filter((_, index) => used[index]);
  return formatTable(
    keep(columns).map((title) => ({ title: style.dim(title) })),
    rows.map(keep),
  );
}

export function statusOf(instance: InstanceState): ShownStatus {
  switch (instance.status) {
    case "finished":
      if (instance.reused) return "reused";
      if (instance.outcome !== "success" && instance.result === "success") return "allowed";
      return instance.outcome ?? "skipped";
    case "running":
    case "cancelling":
      return "running";
    case "waiting":
    case "retrying":
      return instance.status;
    default:
      return "queued";
  }
}

function testsText({ tests }: StageReport, style: Style): string {
  if (tests === undefined) return "";
  const parts: string[] = [];
  // A stage may report coverage alone.
  if (tests.total > 0 || tests.coverage === undefined) parts.push(`${tests.passed} passed`);
  if (tests.failed > 0) parts.push(style.red(`${tests.failed} failed`));
  if (tests.flaky > 0) parts.push(style.yellow(`${tests.flaky} flaky`));
  if (tests.skipped > 0) parts.push(`${tests.skipped} skipped`);
  if (tests.coverage !== undefined) parts.push(`${(Math.floor(tests.coverage * 10) / 10).toFixed(1)} % covered`);
  return parts.join(", ");
}

function artifactsText({ artifacts }: StageReport): string {
  return artifacts.map((artifact) => `${visible(artifact.name)} (${formatSize(artifact.size)})`).join(", ");
}

function noteText({ instance, warnings }: StageReport, style: Style): string {
  if (instance.status === "finished" && instance.outcome === "skipped")
    return style.dim(visible(instance.skipDetail ?? ""));
  const notes: string[] = [];
  if (instance.attempt > 1) notes.push(`attempt ${instance.attempt}`);
  if (instance.rolledBack !== undefined) notes.push(instance.rolledBack ? "rolled back" : "rollback failed");
  if (warnings.length > 0) notes.push(`${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}`);
  return style.dim(notes.join(", "));
}

function failureText(failure: FailureReport, style: Style): string {
  const where =
    failure.step === undefined ? failure.instance : `${failure.instance}, step "${shortened(failure.step)}"`;
  const how = failure.message ?? endText(failure);
  const mark = statusMark(failure.allowed ? "allowed" : failure.outcome, style);
  const lines = [`${mark.shape} ${style.bold(visible(where))}: ${visible(how)}${failure.allowed ? " (allowed)" : ""}`];
  let previous: number | undefined;
  for (const line of failure.excerpt.lines) {
    if (previous !== undefined && line.line > previous + 1) lines.push(style.dim("      ⋮"));
    const number = String(line.line).padStart(5);
    lines.push(
      line.failing
        ? `${style.red(`${number} ▌`)} ${excerpt(line.text)}`
        : style.dim(`${number} │ ${excerpt(line.text)}`),
    );
    previous = line.line;
  }
  for (const { suite, name, message } of failure.failedTests) {
    const said = inOneLine(message ?? "");
    lines.push(
      `    ${style.red("✗")} ${visible(`${suite === "" ? "" : `${suite} › `}${name}${said === "" ? "" : `: ${said}`}`)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Its first line; where that only announces what differs, what differs too. */
function inOneLine(message: string): string {
  const [first = "", second = ""] = message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return first.endsWith(":") && second !== "" ? `${first} ${second}` : first;
}

/** A step without a name is called by its script, which may be long. */
function shortened(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 59)}…`;
}

/** A tab and the end of a line from Windows move nothing that matters; what else a program printed is written out. */
function excerpt(text: string): string {
  return visible(text.replaceAll("\t", "    ").replace(/\r+$/, ""));
}

const shownWarnings = 5;

/** What steps wrote for people. A terminal shows Markdown as it is written. */
function summaryText({ instance, summary }: StageReport, style: Style): string {
  if (summary === "") return "";
  const lines = visible(summary.replaceAll("\r", "")).trimEnd().split("\n");
  return `${style.dim(`Summary of ${visible(instance.instance)}:`)}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

function warningsText({ stages }: ExecutionReport, style: Style): string {
  const lines = stages.flatMap(({ instance, warnings }) => {
    const distinct = [...new Set(warnings)];
    const shown = distinct
      .slice(0, shownWarnings)
      .map((text) => `${style.yellow("!")} ${visible(`${instance.instance}: ${text}`)}`);
    const left = distinct.length - shown.length;
    return left === 0 ? shown : [...shown, style.dim(`  ${visible(instance.instance)}: ${left} more`)];
  });
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function endText({ exitCode, signal, outcome }: FailureReport): string {
  if (signal !== undefined) return `ended by ${signal}`;
  return exitCode === null ? outcome : `exit code ${exitCode}`;
}

function timeText({ criticalPath, state }: ExecutionReport, style: Style): string {
  if (criticalPath.length < 2 || state.startedAt === undefined || state.finishedAt === undefined) return "";
  // Of a long path its longest parts, in order; what stands between them is counted.
  const longest = new Set(
    [...criticalPath].sort((one, other) => other.durationMs - one.durationMs).slice(0, shownParts),
  );
  const parts: string[] = [];
  let shorter = 0;
  const count = (): void => {
    if (shorter > 0) parts.push(style.dim(`… ${shorter} shorter`));
    shorter = 0;
  };
  for (const part of criticalPath) {
    if (!longest.has(part)) {
      shorter += 1;
      continue;
    }
    count();
    parts.push(`${visible(part.stage)} ${formatDuration(part.durationMs)}`);
  }
  count();
  return `${style.dim("Critical path:")} ${parts.join(style.dim(" → "))}\n`;
}

/** Parts of the critical path that are shown. */
const shownParts = 6;

const verdicts: Readonly<Record<ExecutionOutcome, readonly [status: ShownStatus, words: string]>> = {
  success: ["success", "succeeded"],
  failed: ["failed", "failed"],
  timedOut: ["timedOut", "took longer than its timeout"],
  cancelled: ["cancelled", "was cancelled"],
  unknown: ["unknown", "ended in a way that is not known"],
};

function verdict({ plan, state }: ExecutionReport, style: Style): string {
  const name = style.bold(visible(`${plan.pipeline.name}#${plan.number}`));
  if (state.outcome === undefined) return `${unfinished(name, state)}\n`;
  const [status, words] = verdicts[state.outcome];
  const duration = (state.finishedAt ?? 0) - (state.startedAt ?? state.finishedAt ?? 0);
  return `${statusMark(status, style).shape} ${name} ${words} in ${formatDuration(duration)}\n`;
}

function unfinished(name: string, state: ExecutionState): string {
  const waiting = [...stagesOf(state)].flatMap((stage) => stage.instances.filter(({ status }) => status === "waiting"));
  const named = (reason: InstanceState["waitingFor"]): string =>
    waiting.flatMap(({ waitingFor, instance }) => (waitingFor === reason ? visible(instance) : [])).join(", ");
  const asking = named("approval");
  const interrupted = named("interruptedDeployment");
  if (asking === "" && interrupted === "") return `${name} has not ended`;
  return [
    ...(asking === "" ? [] : [`${name} waits for an approval: ${asking}.`]),
    ...(interrupted === ""
      ? []
      : [
          `${name} waits for a person: ${interrupted} was interrupted while it delivered to its environment, and is not run again by itself.`,
          "Look at what it left behind, then go on with: headrace resume --resume-deployments",
        ]),
  ].join("\n");
}
