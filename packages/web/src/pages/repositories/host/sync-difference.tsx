import type { OutputOf } from "@headrace/app/client";
import { Fragment } from "react";
import { ListTable } from "../../../common/list-table.tsx";
import { Visible } from "../../../common/visible.tsx";
import styles from "./host.module.css";

type Change = OutputOf<"pipelines.sync-env">["changes"][number];

const words: Readonly<Record<Change["change"], string>> = {
  add: "made",
  change: "changed",
  same: "as it is",
  remove: "removed",
  kept: "there alone, kept",
};

/** What would be written to the host, name by name. */
export function SyncDifference({ title, changes }: { readonly title: string; readonly changes: readonly Change[] }) {
  if (changes.length === 0) return <p>There are no variables, neither here nor on {title}.</p>;
  return (
    <ListTable
      label="What would change"
      rows={changes}
      rowKey={({ name, secured }) => `${secured} ${name}`}
      columns={[
        { title: "Name", cell: ({ name }) => <code>{name}</code> },
        { title: "Will be", narrow: true, cell: ({ change }) => words[change] },
        { title: "Value there", cell: (change) => <Values {...change} /> },
      ]}
    />
  );
}

function Values({ change, secured, from, to }: Change) {
  if (secured) return "secured";
  const shown = change === "change" ? [from, to] : [to ?? from];
  return shown.map((value = "", place) => (
    <Fragment key={place === 0 ? "first" : "then"}>
      {place === 0 ? null : " → "}
      <code className={styles.value}>
        <Visible>{value}</Visible>
      </code>
    </Fragment>
  ));
}
