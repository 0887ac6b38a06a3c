import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { createStyle } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import type { DoctorFlags } from "../doctor.ts";
import { examine } from "./examine.ts";

const shapes = { good: "✓", note: "–", bad: "✗" } as const;

/** Exits with 3 when something keeps pipelines from running at all. */
export async function doctorCommand(context: CommandContext, flags: DoctorFlags): Promise<number> {
  const findings = await examine(context, flags);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  } else {
    const style = createStyle(context.color);
    const paint = { good: style.green, note: style.dim, bad: style.red };
    const rows = findings.map(({ state, subject, text, mend }) => [
      paint[state](shapes[state]),
      subject,
      mend === undefined ? text : `${text}; ${mend}`,
    ]);
    context.stdout.write(
      formatTable(
        ["", "WHAT", "FOUND"].map((title) => ({ title: style.dim(title) })),
        rows,
      ),
    );
  }
  return findings.some((finding) => finding.state === "bad") ? exitCodes.fault : exitCodes.success;
}
