import type { OutputOf } from "@headrace/app/client";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { fieldsOf, kindChoices, kindOf, settingsOf } from "./channel-fields.ts";

/** A new channel, or other settings for one that is there: they are given whole, since nobody can read the old ones. */
export function SetChannel({
  channel,
  onClose,
}: {
  readonly channel?: OutputOf<"channels.get">;
  readonly onClose: () => void;
}) {
  const [kind, setKind] = useState(channel?.kind ?? "slack");
  const create = useAction("channels.create", { onDone: onClose });
  const update = useAction("channels.update", { onDone: onClose });
  return (
    <FormDialog
      title={channel === undefined ? "New channel" : `Change ${channel.name}`}
      button="Save"
      fields={[
        { name: "name", label: "Name", placeholder: "builds", hint: "What definitions give after “to:”" },
        { name: "settings.kind", label: "Kind", kind: "choice", choices: kindChoices },
        ...fieldsOf(kind),
      ]}
      initial={{ name: channel?.name, "settings.kind": kind }}
      busy={create.isPending || update.isPending}
      problem={create.error ?? update.error}
      onChange={(values) => setKind(kindOf(values))}
      onSubmit={(values) => {
        const input = { name: textOf(values, "name"), settings: settingsOf(values) };
        if (channel === undefined) create.mutate(input);
        else update.mutate({ channel: channel.id, ...input });
      }}
      onClose={onClose}
    />
  );
}
