import { useMay } from "../../../client/use-me.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { formatBytes } from "../../../common/format-bytes.ts";
import { OperationList } from "../../../common/operation-list.tsx";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { Visible } from "../../../common/visible.tsx";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** What runs on the host keep for the next ones. */
export function HostCaches({ host }: { readonly host: Host }) {
  const { repository, title, why } = host;
  const mayWrite = useMay("repository.write");
  const opens = mayWrite && host.has("cache-contents.read");
  return (
    <HostSection title="Caches" host={host} reads="caches.read">
      <OperationList
        label="Caches"
        operation="repositories.host-caches"
        input={{ repository: repository.id }}
        freshFor={freshFor}
        columns={[
          {
            title: "Cache",
            cell: ({ id, name }) =>
              opens ? (
                <a
                  href={`/api/v1/repositories/${repository.id}/host-caches/${encodeURIComponent(id)}/content`}
                  download
                >
                  <Visible>{name}</Visible>
                </a>
              ) : (
                <Visible>{name}</Visible>
              ),
          },
          { title: "Version", rank: 3, narrow: true, cell: ({ version = "–" }) => version.slice(0, 12) },
          {
            title: "Size",
            narrow: true,
            figures: true,
            cell: ({ size }) => (size === undefined ? "–" : formatBytes(size)),
          },
          {
            title: "Made",
            rank: 2,
            narrow: true,
            figures: true,
            cell: ({ createdAt }) => (createdAt === undefined ? "–" : <RelativeTime at={createdAt} />),
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id, name }) =>
              mayWrite ? (
                <RowActions>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.remove-host-cache"
                    input={{ repository: repository.id, cache: id }}
                    question={`Remove the cache ${name}?`}
                    changesOnly={["repositories.host-caches"]}
                    why={why("caches.write")}
                  >
                    <p>The next run on {title} begins without it, and makes it anew.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No caches">{`What its runs on ${title} kept for the next ones stands here.`}</EmptyState>
        }
      />
    </HostSection>
  );
}
