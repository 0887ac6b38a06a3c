import { Link } from "react-router";
import { useOperation } from "../../client/use-operation.ts";
import { HostBadge } from "../../common/host-badge.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";

/** By which connection what runs elsewhere is read, and when it was read last. */
export function WatchedBy({ connection, repository }: { readonly connection: string; readonly repository: string }) {
  const { data } = useOperation("connections.get", { connection });
  const { data: collection } = useOperation("connections.collection", { connection }, { every: 10_000 });
  const read = collection?.repositories.find(({ repositoryId }) => repositoryId === repository);
  if (data === undefined) return "a connection";
  return (
    <>
      <Link to={pathTo.connection(connection)}>
        <Visible>{data.name}</Visible>
      </Link>{" "}
      <HostBadge host={data.kind} />{" "}
      {read?.problem !== undefined ? (
        <StatusMark status="failed">{read.problem}</StatusMark>
      ) : read?.readAt === undefined ? (
        "not read yet"
      ) : (
        <>
          read <RelativeTime at={read.readAt} />
          {read.historyLeft ? ", older runs are still read" : ""}
        </>
      )}
    </>
  );
}
