import type { PanelContext } from "./panel-context.ts";
import { type SchemaField, SchemaFields } from "./schema-fields.tsx";
import { member } from "./written.ts";

const time: SchemaField = { key: "timeout", name: "Ends after", placeholder: "30m" };
const attempts: SchemaField = { key: "retry.attempts", name: "Attempts in all", placeholder: "1" };
const further: readonly SchemaField[] = [
  { key: "retry.on", name: "Tried again when it", placeholder: "Fails in any way" },
  { key: "retry.backoff", name: "Pause before the second attempt", placeholder: "5s" },
];
const resources: readonly SchemaField[] = [
  { key: "resources.cpu", name: "Cores" },
  { key: "resources.memory", name: "Memory", placeholder: "1Gi" },
  { key: "allowFailure", name: "A failure counts as success" },
];

/** How long, how often, how much. */
export function LimitsPart({ context }: { readonly context: PanelContext }) {
  const again = member(context.written, "retry") === undefined ? [] : further;
  return (
    <SchemaFields
      context={context}
      of="Stage"
      fields={[time, attempts, ...again, ...resources, { key: "priority", name: "Priority", placeholder: "0" }]}
    />
  );
}

/** The same for every stage that does not say otherwise. */
export function DefaultsPart({ context }: { readonly context: PanelContext }) {
  const again = member(context.written, "defaults", "retry") === undefined ? [] : further;
  return (
    <SchemaFields
      context={context}
      of="Defaults"
      at={["defaults"]}
      fields={[
        { key: "image", name: "Image", placeholder: "None: where the executor says" },
        { key: "shell", name: "Shell", placeholder: "sh" },
        { key: "workingDirectory", name: "Folder", placeholder: "The workspace" },
        time,
        attempts,
        ...again,
        ...resources,
        { key: "network", name: "Reaches", placeholder: "Everything" },
        { key: "checkout", name: "Starts with the repository's files", standard: true },
      ]}
    />
  );
}

/** What takes turns with others. */
export function ConcurrencyPart({ context }: { readonly context: PanelContext }) {
  return (
    <SchemaFields
      context={context}
      of="Concurrency"
      at={["concurrency"]}
      fields={[
        { key: "group", name: "Takes turns with all in the group", placeholder: "deploy-${{ git.branch }}" },
        { key: "limit", name: "At most at once", placeholder: "1" },
        { key: "cancelInProgress", name: "Cancel older ones instead of waiting" },
      ]}
    />
  );
}
