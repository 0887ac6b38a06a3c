import { Argument, type Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { onHostOption } from "../remote/on-host.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface ScheduleFlags extends ServerFlags {
  readonly repository?: string;
  readonly onHost?: boolean;
}

export interface SchedulesFlags extends ScheduleFlags {
  readonly pipeline?: string;
  readonly json?: boolean;
}

export interface AddScheduleFlags extends ScheduleFlags {
  readonly pipeline?: string;
  readonly branch?: string;
  readonly timezone?: string;
}

export function register(program: Command, { context }: ProgramOptions): void {
  const schedules = withHost(program.command("schedules"))
    .summary("list what a server runs at which times")
    .description("List the schedules of a server: what each runs, when it does next, and why it would not.")
    .option("--pipeline <name>", "only of this pipeline")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace schedules --pipeline nightly\n  headrace schedules --repository shop --on-host",
    )
    .action(async (flags: SchedulesFlags) => {
      if (flags.onHost === true) {
        const { listHostSchedules } = await import("./schedules/list-on-host.ts");
        await listHostSchedules(context, flags);
        return;
      }
      const { listSchedules } = await import("./schedules/list.ts");
      await listSchedules(context, flags);
    });
  withHost(schedules.command("add <cron>"))
    .description(
      "Have a pipeline run at times of its own, on the server or on its repository's host of code. The times are the five fields of cron; those of a host are in UTC.",
    )
    .option("--pipeline <name>", "which pipeline; on a host a custom one by its name there (default: the branch's own)")
    .option("--branch <name>", "of this branch (default: the repository's default branch)")
    .option("--timezone <name>", "in which the times are, such as Europe/Rome (default: UTC)")
    .addOption(requiredServerOption())
    .addHelpText(
      "after",
      "\nExamples:\n  headrace schedules add '0 3 * * *' --pipeline nightly --timezone Europe/Rome\n  headrace schedules add '0 3 * * 1-5' --repository shop --on-host",
    )
    .action(async (cron: string, _: unknown, command: Command) => {
      // What the command above has too is read by that one, wherever it stands.
      const flags = command.optsWithGlobals<AddScheduleFlags>();
      const { addSchedule } = await import("./schedules/change.ts");
      await addSchedule(context, cron, flags);
    });
  withHost(schedules.command("switch <id>"))
    .addArgument(new Argument("<state>", "whether it is to run").choices(["on", "off"]))
    .description("Switch a schedule on or off.")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace schedules switch '{3f2a91c0}' off --repository shop --on-host")
    .action(async (id: string, state: "on" | "off", _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ScheduleFlags>();
      const { switchSchedule } = await import("./schedules/change.ts");
      await switchSchedule(context, { id, enabled: state === "on" }, flags);
    });
  withHost(schedules.command("remove <id>"))
    .description("Remove a schedule. What it ran stays.")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace schedules remove '{3f2a91c0}' --repository shop --on-host")
    .action(async (id: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ScheduleFlags>();
      const { removeSchedule } = await import("./schedules/change.ts");
      await removeSchedule(context, id, flags);
    });
}

function withHost(command: Command): Command {
  return command.option("--repository <name>", "with --on-host: of this repository").addOption(onHostOption());
}
