import type { OutputOf } from "@headrace/app/client";
import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { Facts } from "../../common/facts.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RemoveButton } from "../../common/remove-button.tsx";
import { useRepositoryNames } from "../../common/use-names.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import styles from "./pipeline-settings.module.css";

/** What it is called and where it is, and putting it away. */
export function PipelineSettings({ pipeline }: { readonly pipeline: OutputOf<"pipelines.get"> }) {
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const mayWrite = useMay("pipeline.write");
  const mayPurge = useMay("pipeline.purge");
  const update = useAction("pipelines.update", { onDone: () => setEditing(false) });
  const restore = useAction("pipelines.restore");
  const repository = useRepositoryNames().get(pipeline.repositoryId) ?? "its repository";
  return (
    <div className={styles.settings}>
      <Facts
        facts={[
          { name: "Name", value: pipeline.name },
          { name: "About", value: pipeline.description },
          { name: "Repository", value: <Link to={pathTo.repository(pipeline.repositoryId)}>{repository}</Link> },
          { name: "Its text", value: pipeline.path === undefined ? "is kept here" : <code>{pipeline.path}</code> },
          { name: "Channel", value: pipeline.channel },
          { name: "Made", value: <RelativeTime at={pipeline.createdAt} /> },
        ]}
      />
      <div className={styles.actions}>
        {mayWrite ? <Button onClick={() => setEditing(true)}>Change</Button> : null}
        {mayWrite && pipeline.archived ? (
          <Button loading={restore.isPending} onClick={() => restore.mutate({ pipeline: pipeline.id })}>
            Bring it back
          </Button>
        ) : null}
        {mayWrite && !pipeline.archived ? (
          <RemoveButton
            label="Archive"
            operation="pipelines.archive"
            target={{ pipeline: pipeline.id }}
            question={`Archive ${pipeline.name}?`}
          >
            <p>It is no longer listed or started. Its executions stay, and it can be brought back.</p>
          </RemoveButton>
        ) : null}
        {mayPurge && pipeline.archived ? (
          <RemoveButton
            label="Remove for good"
            operation="pipelines.purge"
            target={{ pipeline: pipeline.id }}
            question={`Remove ${pipeline.name} for good?`}
            onDone={() => void navigate(pagePaths.pipelines)}
          >
            <p>All its versions and schedules are removed. This cannot be undone.</p>
          </RemoveButton>
        ) : null}
      </div>
      {editing ? (
        <FormDialog
          title={`Change ${pipeline.name}`}
          button="Save"
          fields={[
            { name: "name", label: "Name" },
            { name: "description", label: "About", kind: "long", optional: true },
            { name: "channel", label: "Channel", hint: "One pipeline is active for each repository and channel" },
            ...(pipeline.source === "repository" ? [{ name: "path", label: "Its file in the repository" }] : []),
          ]}
          initial={{ ...pipeline }}
          busy={update.isPending}
          problem={update.error}
          onSubmit={(values) =>
            update.mutate({
              pipeline: pipeline.id,
              name: textOf(values, "name"),
              description: textOf(values, "description"),
              channel: textOf(values, "channel"),
              ...(pipeline.source === "repository" ? { path: textOf(values, "path") } : {}),
            })
          }
          onClose={() => setEditing(false)}
        />
      ) : null}
    </div>
  );
}
