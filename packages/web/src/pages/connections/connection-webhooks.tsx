import type { OutputOf } from "@headrace/app/client";
import { Link } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useAll } from "../../client/use-all.ts";
import { useMay } from "../../client/use-me.ts";
import { refusalOf } from "../../common/ability.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { hostTitle } from "../../common/host-title.ts";
import { ListTable } from "../../common/list-table.tsx";
import { Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { sentence } from "../../common/sentence.ts";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import { pathTo } from "../../shell/path-to.ts";

export interface ConnectionWebhooksProps {
  readonly connection: OutputOf<"connections.get">;
  readonly repositories: OutputOf<"connections.collection">["repositories"] | undefined;
}

/** By which webhooks the host tells of a connection's repositories: one of all of them, or one of each. */
export function ConnectionWebhooks({ connection, repositories }: ConnectionWebhooksProps) {
  const { id, kind, owner } = connection;
  const title = hostTitle(kind);
  const mayRead = useMay("webhook.read");
  const mayWrite = useMay("webhook.write");
  const { items, problem, again } = useAll("webhooks.list", {});
  const register = useAction("connections.register-webhook", { changes: ["webhooks"] });
  if (!mayRead) return null;
  const names = new Map(repositories?.map(({ repositoryId, name }) => [repositoryId, name]));
  const shown = items?.filter(({ connectionId, repositoryId = "" }) => connectionId === id || names.has(repositoryId));
  const ability = connection.check.abilities.find((one) => one.ability === "webhooks.write");
  const needless = shown?.some(({ connectionId, enabled }) => enabled && connectionId === id)
    ? `${title} tells of all that the connection sees already, by one webhook.`
    : undefined;
  return (
    <Section
      title="Webhooks"
      actions={
        mayWrite ? (
          <ReasonedButton
            why={refusalOf(ability, title) ?? needless}
            loading={register.isPending}
            onClick={() => register.mutate({ connection: id })}
          >
            Register a webhook
          </ReasonedButton>
        ) : undefined
      }
    >
      {register.error === null ? null : <ProblemNotice problem={register.error} />}
      {register.data === undefined ? null : <Registered {...register.data} />}
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      {shown === undefined ? (
        problem === null && <SkeletonRows rows={2} />
      ) : shown.length === 0 ? (
        <EmptyState title="No webhooks">
          {`Without one, what happens on ${title} is seen when Headrace looks the next time.`}
        </EmptyState>
      ) : (
        <ListTable
          label="Webhooks"
          rows={shown}
          rowKey={(each) => each.id}
          columns={[
            {
              title: "Tells of",
              cell: (each) => (
                <Link to={pathTo.webhook(each.id)}>
                  <Visible>
                    {each.connectionId === id ? `all of ${owner}` : (names.get(each.repositoryId ?? "") ?? "")}
                  </Visible>
                </Link>
              ),
            },
            {
              title: "Registered",
              rank: 2,
              narrow: true,
              cell: ({ registered }) => (registered ? "from here" : "by hand"),
            },
            {
              title: "State",
              cell: ({ enabled, lastRefusal }) =>
                lastRefusal === undefined ? (enabled ? "on" : "off") : `last refused: ${lastRefusal.why}`,
            },
            {
              title: "Actions",
              untitled: true,
              narrow: true,
              cell: ({ id: webhook, registered, connectionId }) =>
                mayWrite ? (
                  <RowActions>
                    <ConfirmButton
                      small
                      label="Remove"
                      operation="webhooks.delete"
                      input={{ webhook, onHost: registered }}
                      question={registered ? `Remove the webhook on ${title}, and here?` : "Remove the webhook here?"}
                      why={registered ? refusalOf(ability, title) : undefined}
                      onDone={register.reset}
                    >
                      <p>
                        {registered
                          ? `Pushes ${connectionId === id ? "to its repositories " : ""}start nothing here any more; runs on ${title} are seen when Headrace looks.`
                          : `It was set up on ${title} by hand: take it away there too. What it sends is refused here.`}
                      </p>
                    </ConfirmButton>
                  </RowActions>
                ) : null,
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What was registered, and why not one for all where it was not. */
function Registered({ level, why, webhooks }: OutputOf<"connections.register-webhook">) {
  const words =
    level === "owner"
      ? "Registered: one webhook of all repositories"
      : `Registered: ${webhooks.length === 1 ? "1 webhook" : `${webhooks.length} webhooks`}, one for each repository`;
  return (
    <p role="status">
      <StatusMark status="success">{words}</StatusMark>
      {why === undefined ? null : ` Not one for all: ${sentence(why)}`}
    </p>
  );
}
