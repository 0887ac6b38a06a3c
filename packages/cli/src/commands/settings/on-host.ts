import { HeadraceError, nearestName } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { readHidden } from "../../input/read-hidden.ts";
import { printList } from "../../output/print-list.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { hostPlaceOf } from "./host-place.ts";
import type { PlaceFlags, SecretFlags, SettingKind, SettingsListFlags } from "./register.ts";

/** What a host calls secured variables, or secrets, are secrets here. */
export async function listHostSettings(
  context: CommandContext,
  kind: SettingKind,
  flags: SettingsListFlags,
): Promise<void> {
  const { items, words } = await read(context, kind, flags);
  printList(context, {
    items,
    json: flags.json,
    empty: `There are no ${kind} of ${words}.`,
    columns: {
      NAME: ({ name }) => name,
      ...(kind === "variables" ? { VALUE: ({ value = "" }: { readonly value?: string }) => value } : {}),
    },
  });
}

export async function setHostSetting(
  context: CommandContext,
  { named, value: given }: { readonly named: string; readonly value?: string },
  flags: PlaceFlags & Partial<SecretFlags>,
): Promise<void> {
  const { onlyEnvironment = [], onlyBranch = [], protected: isProtected = false } = flags;
  if (onlyEnvironment.length > 0 || onlyBranch.length > 0 || isProtected) {
    throw new HeadraceError("invalid-argument", "a host's secrets have no rules", {
      mend: "leave --only-environment, --only-branch and --protected out; --environment sets it for one there",
    });
  }
  const client = connect(anyServer(context, flags));
  const { input, words } = await hostPlaceOf(client, flags);
  const secured = given === undefined;
  const value = given ?? (await readHidden(context, named));
  await client.call("repositories.set-host-variable", { ...input, name: named, value, secured });
  context.stdout.write(visible(`Set ${named} of ${words}.\n`));
}

export async function removeHostSetting(
  context: CommandContext,
  { kind, named }: { readonly kind: SettingKind; readonly named: string },
  flags: PlaceFlags,
): Promise<void> {
  const { client, input, items, words } = await read(context, kind, flags);
  const names = items.map(({ name }) => name);
  if (!names.includes(named)) {
    const near = nearestName(named, names);
    throw new HeadraceError("server-refused", `${words} has no ${kind.replace(/s$/, "")} "${named}"`, {
      mend: near === undefined ? `see them with \`headrace ${kind} list --on-host\`` : `did you mean ${near}?`,
    });
  }
  await client.call("repositories.remove-host-variable", { ...input, name: named });
  context.stdout.write(visible(`Removed ${named} of ${words}.\n`));
}

async function read(context: CommandContext, kind: SettingKind, flags: PlaceFlags) {
  const client = connect(anyServer(context, flags));
  const { input, words } = await hostPlaceOf(client, flags);
  const { items } = await client.call("repositories.host-variables", input);
  return { client, input, words, items: items.filter(({ secured }) => secured === (kind === "secrets")) };
}
