import type { OutputOf } from "@headrace/app/client";
import { useMay } from "../../../client/use-me.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ListTable } from "../../../common/list-table.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import styles from "./host.module.css";
import type { Host } from "./use-host.ts";

/** Machines that runs on the host believe by their keys. */
export function KnownHosts({
  host: { repository, title, why },
  known,
}: {
  readonly host: Host;
  readonly known: OutputOf<"repositories.host-ssh">["knownHosts"];
}) {
  const mayWrite = useMay("repository.write");
  if (known.length === 0) {
    return (
      <EmptyState title="No known hosts">
        Machines that steps reach by SSH, beside those that {title} knows itself, stand here with their keys.
      </EmptyState>
    );
  }
  return (
    <ListTable
      label={`Known hosts on ${title}`}
      rows={known}
      rowKey={({ id }) => id}
      columns={[
        { title: "Known host", cell: ({ host }) => host },
        { title: "Key", rank: 2, narrow: true, cell: ({ keyType }) => keyType },
        {
          title: "Fingerprint",
          rank: 2,
          cell: ({ fingerprint = "–" }) => <code className={styles.value}>{fingerprint}</code>,
        },
        {
          title: "Actions",
          untitled: true,
          narrow: true,
          cell: ({ id, host }) =>
            mayWrite ? (
              <RowActions>
                <ConfirmButton
                  small
                  label="Remove"
                  operation="repositories.remove-known-host"
                  input={{ repository: repository.id, knownHost: id }}
                  question={`Believe ${host} no more?`}
                  changesOnly={["repositories.host-ssh"]}
                  why={why("ssh.write")}
                >
                  <p>What runs on {title} refuses to speak with it by SSH then.</p>
                </ConfirmButton>
              </RowActions>
            ) : null,
        },
      ]}
    />
  );
}
