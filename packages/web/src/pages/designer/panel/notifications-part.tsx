import { Cards } from "./cards.tsx";
import { ListField, TextField } from "./fields.tsx";
import { PairsField } from "./pairs-field.tsx";
import type { PanelContext } from "./panel-context.ts";
import { listOf, member } from "./written.ts";

const ends = ["success", "failure", "recovered", "cancelled", "always"];

/** Who is told how an execution ended. */
export function NotificationsPart({ context }: { readonly context: PanelContext }) {
  const { written, set } = context;
  return (
    <Cards
      list={listOf(member(written, "notifications"))}
      name="notification"
      adding="Add a notification"
      onAdd={(place) => set(["notifications", place], { on: ["failure"], to: "email" })}
      onRemove={(place) => set(["notifications", place], undefined)}
      head={(item, place) => (
        <TextField
          value={member(item, "to")}
          label={`Notification ${place + 1}: the channel`}
          placeholder="the name of a channel"
          onCommit={(channel) => set(["notifications", place, "to"], channel)}
        />
      )}
    >
      {(item, place) => (
        <>
          <ListField
            id={`notification-${place}-on`}
            value={member(item, "on")}
            known={ends}
            label={`Notification ${place + 1}: which ends are told`}
            onCommit={(told) => set(["notifications", place, "on"], told)}
          />
          <PairsField context={context} path={["notifications", place, "with"]} name="setting" />
        </>
      )}
    </Cards>
  );
}
