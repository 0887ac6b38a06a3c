import { useAction } from "../../../client/use-action.ts";
import { useMay } from "../../../client/use-me.ts";
import { usePages } from "../../../client/use-pages.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ListTable } from "../../../common/list-table.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { StatusMark } from "../../../common/status-icon.tsx";
import styles from "./host.module.css";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

const changesOnly = ["webhooks.list-on-host", "webhooks.list"] as const;

/** By which the host tells somebody of what happens in the repository: Headrace, and others. */
export function HostWebhooks({ host }: { readonly host: Host }) {
  const { repository, title, why } = host;
  const mayWrite = useMay("webhook.write");
  const input = { repository: repository.id };
  const { items, problem, again } = usePages("webhooks.list-on-host", input, {
    enabled: why("webhooks.read") === undefined,
    freshFor,
  });
  const ofAll = usePages("webhooks.list", { limit: 200 }).items?.find(
    ({ connectionId, enabled }) => enabled && connectionId === repository.connectionId,
  );
  const register = useAction("webhooks.register", { changesOnly });
  const isThere = items?.some(({ webhookId }) => webhookId !== undefined) === true;
  const needless = isThere
    ? `${title} calls Headrace already.`
    : ofAll === undefined
      ? undefined
      : `${title} calls Headrace already, by one webhook of all that the connection sees.`;
  return (
    <HostSection
      title="Webhooks"
      host={host}
      reads="webhooks.read"
      note={isThere ? undefined : needless}
      actions={
        mayWrite ? (
          <ReasonedButton
            why={why("webhooks.write") ?? needless}
            loading={register.isPending}
            onClick={() => register.mutate(input)}
          >
            Register a webhook
          </ReasonedButton>
        ) : undefined
      }
    >
      {register.error === null ? null : <ProblemNotice problem={register.error} />}
      {register.data === undefined ? null : <TestCall title={title} test={register.data.test} />}
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      {items === undefined ? (
        problem === null && <SkeletonRows rows={2} />
      ) : items.length === 0 ? (
        <EmptyState title="No webhooks">
          {`Without one, what happens in the repository is seen when Headrace looks the next time.`}
        </EmptyState>
      ) : (
        <ListTable
          label="Webhooks"
          rows={items}
          rowKey={({ id }) => id}
          columns={[
            { title: "Calls", cell: ({ url, webhookId }) => (webhookId === undefined ? hostOf(url) : "Headrace") },
            { title: "Of", rank: 3, cell: ({ events }) => events.join(", ") },
            { title: "State", narrow: true, rank: 2, cell: ({ enabled }) => (enabled ? "on" : "off") },
            {
              title: "Actions",
              untitled: true,
              narrow: true,
              cell: ({ webhookId }) =>
                mayWrite && webhookId !== undefined ? (
                  <RowActions>
                    <ConfirmButton
                      small
                      label="Remove"
                      operation="webhooks.delete"
                      input={{ webhook: webhookId, onHost: true }}
                      question={`Remove the webhook on ${title}, and here?`}
                      changesOnly={changesOnly}
                      why={why("webhooks.write")}
                      onDone={register.reset}
                    >
                      <p>Pushes start nothing here any more; runs on {title} are seen when Headrace looks.</p>
                    </ConfirmButton>
                  </RowActions>
                ) : null,
            },
          ]}
        />
      )}
    </HostSection>
  );
}

/** What came of the call by which the host tried it. */
function TestCall({
  title,
  test,
}: {
  readonly title: string;
  readonly test: { readonly works: boolean; readonly said: string } | undefined;
}) {
  return (
    <p role="status" className={styles.note}>
      {test === undefined ? (
        <StatusMark status="success">{`Registered. ${title} has no test call: its first delivery shows whether it works.`}</StatusMark>
      ) : (
        <StatusMark status={test.works ? "success" : "failed"}>
          {`Registered. ${title}'s test call: ${test.said}`}
        </StatusMark>
      )}
    </p>
  );
}

/** An address may hold a password in what follows. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address that cannot be read";
}
