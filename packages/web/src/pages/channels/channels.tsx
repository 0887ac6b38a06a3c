import { type OutputOf, Problem } from "@headrace/app/client";
import { Button } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { kindWord } from "./channel-fields.ts";
import { SetChannel } from "./set-channel.tsx";

type Channel = OutputOf<"channels.get">;

/** Where notifications of pipelines go. */
export function Channels() {
  const [{ search }, change] = useFilters(["search"]);
  const [open, setOpen] = useState<{ readonly channel?: Channel }>();
  const mayWrite = useMay("channel.write");
  const test = useAction("channels.test");
  return (
    <Page
      title="Channels"
      about="Where the notifications of pipelines go. A definition names the channel that it tells."
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => setOpen({})}>
            New channel
          </Button>
        ) : undefined
      }
    >
      <FilterBar>
        <SearchFilter label="Name" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      {test.error === null ? null : <ProblemNotice problem={test.error} />}
      {test.data === undefined ? null : <Tested {...test.data} />}
      <OperationList
        label="Channels"
        operation="channels.list"
        input={given({ search })}
        columns={[
          { title: "Name", cell: ({ name }) => <code>{name}</code> },
          { title: "Kind", narrow: true, cell: ({ kind }) => kindWord(kind) },
          { title: "Goes to", rank: 2, cell: ({ target }) => target },
          {
            title: "Changed",
            rank: 3,
            narrow: true,
            figures: true,
            cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: (channel) =>
              mayWrite ? (
                <RowActions>
                  <Button
                    size="small"
                    loading={test.isPending && test.variables.channel === channel.id}
                    onClick={() => test.mutate({ channel: channel.id })}
                    aria-label={`Test ${channel.name}`}
                  >
                    Test
                  </Button>
                  <Button size="small" onClick={() => setOpen({ channel })} aria-label={`Change ${channel.name}`}>
                    Change
                  </Button>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="channels.delete"
                    input={{ channel: channel.id }}
                    question={`Remove ${channel.name}?`}
                  >
                    <p>
                      What definitions want told there is told to nobody from now on. Its settings cannot be brought
                      back.
                    </p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          search === "" ? (
            <EmptyState title="No channels">
              A channel is Slack, Teams, mail or a program of your own, told how executions ended.
            </EmptyState>
          ) : (
            <NothingLikeThat what="channel" onClear={() => change({ search: "" })} />
          )
        }
      />
      {open === undefined ? null : <SetChannel {...open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

/** What came of a test message. */
function Tested({ sent, problem = "the message was not taken", mend }: OutputOf<"channels.test">) {
  if (sent) return <p role="status">The test message was sent.</p>;
  return <ProblemNotice problem={new Problem("unavailable", problem, { mend })} />;
}
