import { type Command, Option } from "commander";
import { collectWord } from "../../input/collect.ts";
import type { ProgramOptions } from "../../program.ts";
import type { ServerFlags } from "../../remote/find-server.ts";
import { onHostOption } from "../../remote/on-host.ts";
import { requiredServerOption } from "../../remote/server-option.ts";

/** Both are set for the organization, a repository or one of its environments. */
export type SettingKind = "secrets" | "variables";

export interface PlaceFlags extends ServerFlags {
  readonly repository?: string;
  readonly environment?: string;
  readonly onHost?: boolean;
  readonly workspace?: boolean;
}

export interface SettingsListFlags extends PlaceFlags {
  readonly json?: boolean;
}

export interface SecretFlags extends PlaceFlags {
  readonly onlyEnvironment: readonly string[];
  readonly onlyBranch: readonly string[];
  readonly protected?: boolean;
}

export interface SyncFlags extends ServerFlags {
  readonly repository?: string;
  readonly to?: string;
  readonly secured: readonly string[];
  readonly remove?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const words = {
  secrets: { one: "secret", name: "DEPLOY_TOKEN" },
  variables: { one: "variable", name: "REGION" },
} as const;

export function registerSettings(program: Command, { context }: ProgramOptions, kind: SettingKind): void {
  const { one, name } = words[kind];
  const settings = program
    .command(kind)
    .summary(`list, set and remove ${kind} of a server`)
    .description(
      `List, set and remove ${kind} of a server: of the organization, a repository, or one of its environments.`,
    )
    .addHelpText("after", `\nExample:\n  headrace ${kind} list --repository shop`);
  withPlace(settings.command("list"))
    .description(kind === "secrets" ? "List them, without their values, which nothing gives back." : "List them.")
    .option("--json", "print JSON")
    .addHelpText("after", `\nExample:\n  headrace ${kind} list --repository shop --environment production`)
    .action(async (flags: SettingsListFlags) => {
      if (flags.onHost === true) {
        const { listHostSettings } = await import("./on-host.ts");
        await listHostSettings(context, kind, flags);
        return;
      }
      const { listSettings } = await import("./list.ts");
      await listSettings(context, kind, flags);
    });
  withPlace(settings.command("remove <name>"))
    .description(`Remove a ${one}.`)
    .addHelpText("after", `\nExample:\n  headrace ${kind} remove ${name} --repository shop`)
    .action(async (named: string, flags: PlaceFlags) => {
      if (flags.onHost === true) {
        const { removeHostSetting } = await import("./on-host.ts");
        await removeHostSetting(context, { kind, named }, flags);
        return;
      }
      const { removeSetting } = await import("./remove.ts");
      await removeSetting(context, { kind, named }, flags);
    });
  if (kind === "variables") {
    withPlace(settings.command("set <name> <value>"))
      .description("Set a variable. Everybody who may read the repository can read it.")
      .addHelpText("after", `\nExample:\n  headrace variables set ${name} eu-south-1 --repository shop`)
      .action(async (named: string, value: string, flags: PlaceFlags) => {
        if (flags.onHost === true) {
          const { setHostSetting } = await import("./on-host.ts");
          await setHostSetting(context, { named, value }, flags);
          return;
        }
        const { setVariable } = await import("./set-variable.ts");
        await setVariable(context, { named, value }, flags);
      });
    registerSync(settings, context);
    return;
  }
  withPlace(settings.command("set <name>"))
    .description(
      "Set a secret. Its value is asked for without being shown, or read from standard input; never from an argument, which " +
        "others can see.",
    )
    .option("--only-environment <name...>", "only for stages that deliver to these", collectWord, [])
    .option("--only-branch <pattern...>", "only on branches like these", collectWord, [])
    .option("--protected", "only on protected branches")
    .addHelpText("after", `\nExample:\n  headrace secrets set ${name} --repository shop --only-branch main < token.txt`)
    .action(async (named: string, flags: SecretFlags) => {
      if (flags.onHost === true) {
        const { setHostSetting } = await import("./on-host.ts");
        await setHostSetting(context, { named }, flags);
        return;
      }
      const { setSecret } = await import("./set-secret.ts");
      await setSecret(context, named, flags);
    });
}

function registerSync(settings: Command, context: ProgramOptions["context"]): void {
  settings
    .command("sync <environment>")
    .description(
      "Write the variables of an environment to its repository's host of code. What would change there is printed first; it is written with --yes.",
    )
    .option("--repository <name>", "of this repository")
    .option("--to <name>", "to this environment there (default: to the repository itself)")
    .option(
      "--secured <name...>",
      "write these as secured ones too, with the values of environment variables of these names, else asked for",
      collectWord,
      [],
    )
    .option("--remove", "take away what is there and not here; never what is secured")
    .option("--yes", "write it")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace variables sync production --repository shop --to production --yes")
    .action(async (environment: string, flags: SyncFlags) => {
      const { syncVariables } = await import("./sync.ts");
      await syncVariables(context, environment, flags);
    });
}

function withPlace(command: Command): Command {
  return command
    .option("--repository <name>", "of this repository (default: of the organization)")
    .addOption(new Option("--environment <name>", "of this environment of the repository"))
    .addOption(onHostOption())
    .option("--workspace", "with --on-host: of the repository's workspace there")
    .addOption(requiredServerOption());
}
