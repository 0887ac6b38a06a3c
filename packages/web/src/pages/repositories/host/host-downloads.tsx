import { useState } from "react";
import { useMay } from "../../../client/use-me.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { formatBytes } from "../../../common/format-bytes.ts";
import { OperationList } from "../../../common/operation-list.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { Visible } from "../../../common/visible.tsx";
import { AddHostDownload } from "./add-host-download.tsx";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** Files that lie with the repository on its host, where steps leave what others shall fetch. */
export function HostDownloads({ host }: { readonly host: Host }) {
  const { repository, title, why, note } = host;
  const [isOpen, setOpen] = useState(false);
  const mayWrite = useMay("repository.write");
  return (
    <HostSection
      title="Downloads"
      host={host}
      reads="downloads.read"
      note={note("downloads.write")}
      actions={
        mayWrite ? (
          <ReasonedButton why={why("downloads.write")} onClick={() => setOpen(true)}>
            Upload a file
          </ReasonedButton>
        ) : null
      }
    >
      <OperationList
        label="Downloads"
        operation="repositories.host-downloads"
        input={{ repository: repository.id }}
        freshFor={freshFor}
        columns={[
          {
            title: "File",
            cell: ({ name }) => (
              <a href={`/api/v1/repositories/${repository.id}/host-downloads/${encodeURIComponent(name)}`} download>
                <Visible>{name}</Visible>
              </a>
            ),
          },
          {
            title: "Size",
            narrow: true,
            figures: true,
            cell: ({ size }) => (size === undefined ? "–" : formatBytes(size)),
          },
          { title: "Downloaded", rank: 2, narrow: true, figures: true, cell: ({ downloads = "–" }) => downloads },
          {
            title: "Uploaded",
            rank: 2,
            narrow: true,
            figures: true,
            cell: ({ createdAt }) => (createdAt === undefined ? "–" : <RelativeTime at={createdAt} />),
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ name }) =>
              mayWrite ? (
                <RowActions>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.remove-host-download"
                    input={{ repository: repository.id, name }}
                    question={`Remove the download ${name}?`}
                    changesOnly={["repositories.host-downloads"]}
                    why={why("downloads.write")}
                  >
                    <p>Nobody can fetch it from {title} any more. This cannot be undone.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ name }) => name}
        empty={
          <EmptyState title="No downloads">{`What steps on ${title} upload to the repository stands here.`}</EmptyState>
        }
      />
      {isOpen ? <AddHostDownload host={host} onClose={() => setOpen(false)} /> : null}
    </HostSection>
  );
}
