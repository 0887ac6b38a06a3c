import type { InputOf, OutputOf } from "@headrace/app/client";
import type { FormField, FormValues } from "../../common/form-dialog.tsx";
import { listOf, textOf } from "../../common/form-values.ts";

export type ChannelKind = OutputOf<"channels.get">["kind"];

/** Where notifications can go. */
export const kindChoices = [
  { value: "slack", label: "Slack" },
  { value: "teams", label: "Microsoft Teams" },
  { value: "email", label: "Mail" },
  { value: "webhook", label: "A program of your own" },
] as const satisfies readonly { readonly value: ChannelKind; readonly label: string }[];

export function kindOf(values: FormValues): ChannelKind {
  return kindChoices.find(({ value }) => value === values["settings.kind"])?.value ?? "slack";
}

export function kindWord(kind: ChannelKind): string {
  return kindChoices.find(({ value }) => value === kind)?.label ?? kind;
}

const address: FormField = { name: "settings.url", label: "Address", kind: "password" };

/** What each kind must know, named as the server names what is wrong with it. */
export function fieldsOf(kind: ChannelKind): readonly FormField[] {
  switch (kind) {
    case "slack":
      return [
        {
          ...address,
          hint: "Of an incoming webhook of Slack, Mattermost or Rocket.Chat. Whoever has it may write there",
        },
      ];
    case "teams":
      return [{ ...address, hint: "Of a workflow that posts to a channel when a webhook request is received" }];
    case "email":
      return [{ name: "settings.to", label: "To", kind: "words", placeholder: "team@example.org" }];
    case "webhook":
      return [
        { ...address, hint: "It is sent JSON" },
        {
          name: "settings.secret",
          label: "Secret",
          kind: "password",
          hint: "16 characters or more, by which your program knows us",
        },
      ];
  }
}

export function settingsOf(values: FormValues): InputOf<"channels.create">["settings"] {
  const kind = kindOf(values);
  const url = textOf(values, "settings.url");
  switch (kind) {
    case "email":
      return { kind, to: listOf(values, "settings.to") };
    case "webhook":
      return { kind, url, secret: textOf(values, "settings.secret") };
    default:
      return { kind, url };
  }
}
