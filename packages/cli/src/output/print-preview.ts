import { type ExecutionPlan, type PreviewedInstance, previewExecution } from "@headrace/execution";
import { createGlob } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { createStyle, type Style } from "./style.ts";
import { formatTable } from "./table.ts";
import { visible } from "./visible.ts";

/** What `--dry-run` shows: each stage, whether it would run, and why. */
export function printPreview(context: CommandContext, plan: ExecutionPlan, options: { readonly json: boolean }): void {
  const previewed = previewExecution(plan, {
    // Files may be written by stages before the one that hashes them, so nothing is claimed of them.
    hashFiles: () => "",
    changed: (...patterns) => plan.git.changedFiles.some(createGlob(patterns)),
  });
  if (options.json) {
    context.stdout.write(`${JSON.stringify(previewed, null, 2)}\n`);
    return;
  }
  const style = createStyle(context.color);
  const count = (kind: PreviewedInstance["kind"]) => previewed.filter((each) => each.kind === kind).length;
  const open = count("unknown");
  const later = open === 0 ? "" : `, ${open} ${open === 1 ? "is" : "are"} decided later`;
  context.stdout.write(
    formatTable(
      ["STAGE", "WOULD", "WHY"].map((title) => ({ title: style.dim(title) })),
      previewed.map((each) => [visible(each.instance), verb(each, style), visible(each.why)]),
    ),
  );
  context.stdout.write(`\n${count("run")} of ${previewed.length} would run${later}; nothing was run.\n`);
}

function verb({ kind }: PreviewedInstance, style: Style): string {
  switch (kind) {
    case "run":
      return style.green("run");
    case "skip":
      return style.dim("be skipped");
    case "carry":
      return style.green("be taken over");
    case "unknown":
      return style.yellow("be decided later");
  }
}
