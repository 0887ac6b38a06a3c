import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { Facts } from "../../common/facts.tsx";
import { HostBadge } from "../../common/host-badge.tsx";
import { hostTitle } from "../../common/host-title.ts";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { Reliability } from "../../common/reliability.tsx";
import { RemoveButton } from "../../common/remove-button.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { AbilityTable } from "./ability-table.tsx";
import { ChangeConnection } from "./change-connection.tsx";
import { ChooseRepositories } from "./choose-repositories.tsx";
import { ConnectDialog } from "./connect-dialog.tsx";
import { ConnectionWebhooks } from "./connection-webhooks.tsx";
import { everyWords } from "./every-words.ts";
import { Health } from "./health.tsx";
import { ownerWords } from "./owner-words.ts";
import { RefusedNotice } from "./refused-notice.tsx";
import { useWebhookWords } from "./use-webhook-words.ts";
import { WatchedRepositories } from "./watched-repositories.tsx";

/** One connection: how it is, what it may, which repositories are watched by it and how fresh they are. */
export function ConnectionPage() {
  const { connection: id = "" } = useParams();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"change" | "rotate" | "repositories">();
  const close = (): void => setOpen(undefined);
  const mayWrite = useMay("connection.write");
  const { data, error, refetch } = useOperation("connections.get", { connection: id }, { every: 30_000 });
  const collection = useOperation("connections.collection", { connection: id }, { every: 5_000 });
  const check = useAction("connections.check");
  const webhooks = useWebhookWords(id, collection.data?.repositories);
  const trail = <Link to={pagePaths.connections}>Connections</Link>;
  if (data === undefined) {
    return (
      <Page title="Connection" trail={trail}>
        {error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const actions = mayWrite ? (
    <>
      <Button loading={check.isPending} onClick={() => check.mutate({ connection: id })}>
        Try it now
      </Button>
      <Button onClick={() => setOpen("rotate")}>New credentials</Button>
      <Button onClick={() => setOpen("change")}>Change</Button>
      <RemoveButton
        label="Remove"
        operation="connections.delete"
        target={{ connection: id }}
        question={`Remove the connection ${data.name}?`}
        changes={["repositories", "executions"]}
        onDone={() => void navigate(pagePaths.connections)}
      >
        <p>Its credentials are removed. Revoke the token on the host too.</p>
        <p>Repositories and what ran in them stay; what runs there now ends here as unknown.</p>
      </RemoveButton>
    </>
  ) : undefined;
  const { account, hostVersion, plan, at } = data.check;
  const read = collection.data;
  return (
    <Page title={data.name} aside={<Health {...data} />} trail={trail} actions={actions}>
      {check.error === null ? null : <ProblemNotice problem={check.error} />}
      {data.check.works ? null : <RefusedNotice check={data.check} />}
      <Facts
        facts={[
          {
            name: "Host",
            value: (
              <>
                <HostBadge host={data.kind} /> {hostVersion}
              </>
            ),
          },
          { name: "Address", value: data.baseUrl },
          { name: ownerWords[data.kind].label, value: data.owner },
          { name: "Token of", value: account ?? data.credentials.identity ?? "not told by the host" },
          {
            name: "Token ends",
            value:
              data.expiresAt === undefined ? (
                `not told by ${hostTitle(data.kind)}`
              ) : (
                <RelativeTime at={data.expiresAt} coming />
              ),
          },
          { name: "Plan", value: plan },
          { name: "Tried", value: <RelativeTime at={at} /> },
          {
            name: "Requests left of the hour",
            value:
              read === undefined
                ? "–"
                : `${read.requestsLeft.toLocaleString()} of ${read.requestLimit.toLocaleString()}`,
          },
          {
            name: "Looks at its repositories",
            value: read === undefined || read.repositories.length === 0 ? undefined : everyWords(read),
          },
          { name: "Hears of changes", value: webhooks },
        ]}
      />
      <Reliability connection={id} />
      <WatchedRepositories
        collection={read}
        problem={collection.error}
        choose={
          mayWrite ? (
            <Button type="primary" onClick={() => setOpen("repositories")}>
              Choose repositories
            </Button>
          ) : undefined
        }
      />
      <ConnectionWebhooks connection={data} repositories={read?.repositories} />
      <Section title="What works">
        <AbilityTable abilities={data.check.abilities} />
      </Section>
      {open === "change" ? <ChangeConnection connection={data} onClose={close} /> : null}
      {open === "rotate" ? <ConnectDialog connection={data} onDone={close} onClose={close} /> : null}
      {open === "repositories" ? (
        <ChooseRepositories connection={id} watched={read?.repositories ?? []} onClose={close} />
      ) : null}
    </Page>
  );
}
