import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { meantServer } from "../../input/records.ts";
import { createStyle } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import type { ServerAddress } from "../../remote/find-server.ts";
import type { DoctorFlags } from "../doctor.ts";
import { examine, type Finding } from "./examine.ts";

const shapes = { good: "✓", note: "–", bad: "✗" } as const;

/** Exits with 3 when something keeps pipelines from running at all. */
export async function doctorCommand(context: CommandContext, flags: DoctorFlags): Promise<number> {
  const server = meantServer(context, flags);
  const findings = server === undefined ? await examine(context, flags) : await lookThere(server);
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

async function lookThere(server: ServerAddress): Promise<readonly Finding[]> {
  const { examineServer } = await import("./examine-server.ts");
  return await examineServer(server);
}
