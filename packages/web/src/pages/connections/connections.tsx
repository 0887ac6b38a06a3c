import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { HostBadge } from "../../common/host-badge.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { pathTo } from "../../shell/path-to.ts";
import { ConnectDialog } from "./connect-dialog.tsx";
import { everyWords } from "./every-words.ts";
import { Health } from "./health.tsx";

/** Hosts of code whose pipelines are watched from here. */
export function Connections() {
  const navigate = useNavigate();
  const [{ search }, change] = useFilters(["search"]);
  const [connecting, setConnecting] = useState(false);
  const mayWrite = useMay("connection.write");
  const connect = mayWrite ? (
    <Button type="primary" onClick={() => setConnecting(true)}>
      Connect a host
    </Button>
  ) : undefined;
  return (
    <Page
      title="Connections"
      about="What runs on these hosts of code is seen here as what runs here."
      actions={connect}
    >
      <FilterBar>
        <SearchFilter label="Name or workspace" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      <OperationList
        label="Connections"
        operation="connections.list"
        input={given({ search })}
        every={30_000}
        columns={[
          { title: "Connection", cell: ({ id, name }) => <Link to={pathTo.connection(id)}>{name}</Link> },
          { title: "Host", narrow: true, rank: 2, cell: ({ kind }) => <HostBadge host={kind} /> },
          { title: "Owner there", rank: 3, cell: ({ owner }) => owner },
          { title: "Health", narrow: true, cell: (each) => <Health {...each} /> },
          { title: "Freshness", rank: 2, narrow: true, cell: ({ id }) => <Freshness connection={id} /> },
          {
            title: "Requests left",
            rank: 3,
            narrow: true,
            figures: true,
            cell: ({ id }) => <RequestsLeft connection={id} />,
          },
          {
            title: "Token ends",
            rank: 3,
            narrow: true,
            figures: true,
            cell: ({ expiresAt }) => (expiresAt === undefined ? "not known" : <RelativeTime at={expiresAt} coming />),
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          search === "" ? (
            <EmptyState title="No connections yet" actions={connect}>
              Connect Bitbucket Cloud, GitHub or a Bitbucket Data Center once, and see the pipelines of all its
              repositories here.
            </EmptyState>
          ) : (
            <NothingLikeThat what="connection" onClear={() => change({ search: "" })} />
          )
        }
      />
      {connecting ? (
        <ConnectDialog onDone={(id) => void navigate(pathTo.connection(id))} onClose={() => setConnecting(false)} />
      ) : null}
    </Page>
  );
}

function Freshness({ connection }: { readonly connection: string }) {
  const { data } = useOperation("connections.collection", { connection }, { every: 30_000 });
  return data === undefined ? null : data.repositories.length === 0 ? "no repositories yet" : everyWords(data);
}

function RequestsLeft({ connection }: { readonly connection: string }) {
  const { data } = useOperation("connections.collection", { connection }, { every: 30_000 });
  return data === undefined ? null : `${data.requestsLeft.toLocaleString()} of ${data.requestLimit.toLocaleString()}`;
}
