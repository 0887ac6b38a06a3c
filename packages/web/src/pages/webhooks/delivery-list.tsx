import { Button, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { pathTo } from "../../shell/path-to.ts";
import styles from "./delivery-list.module.css";

type Delivery = ItemOf<"deliveries.list">;

const states = ["received", "done", "ignored", "failed"] as const;

/** What a code host sent, and what came of it. */
export function DeliveryList({ webhook }: { readonly webhook: string }) {
  const [filters, change] = useFilters(["state", "search"]);
  const [shown, setShown] = useState<string>();
  const mayWrite = useMay("webhook.write");
  const redeliver = useAction("deliveries.redeliver");
  const state = states.find((each) => each === filters.state);
  return (
    <>
      <FilterBar>
        <SearchFilter label="Event or result" value={filters.search} onChange={(search) => change({ search })} />
        <ChoiceFilter
          label="State"
          all="Every state"
          value={filters.state}
          choices={states.map((value) => ({ value, label: value }))}
          onChange={(next) => change({ state: next })}
        />
      </FilterBar>
      {redeliver.error === null ? null : <ProblemNotice problem={redeliver.error} />}
      <OperationList
        label="Deliveries"
        operation="deliveries.list"
        input={{ webhook, ...given({ search: filters.search }), ...(state === undefined ? {} : { state }) }}
        every={5_000}
        columns={[
          { title: "State", narrow: true, cell: (each) => each.state },
          { title: "Event", narrow: true, cell: ({ event }) => event },
          { title: "What came of it", cell: (each) => <Result delivery={each} /> },
          {
            title: "When",
            rank: 2,
            narrow: true,
            figures: true,
            cell: ({ receivedAt }) => <RelativeTime at={receivedAt} />,
          },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: ({ id }) => (
              <RowActions>
                <Button size="small" onClick={() => setShown(id)}>
                  Look
                </Button>
                {mayWrite ? (
                  <Button size="small" onClick={() => redeliver.mutate({ delivery: id })}>
                    Do again
                  </Button>
                ) : null}
              </RowActions>
            ),
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          state === undefined && filters.search === "" ? (
            <EmptyState title="Nothing came yet">
              Give the code host the address and the secret, then push something, or send a test.
            </EmptyState>
          ) : (
            <NothingLikeThat what="delivery" onClear={() => change({ state: "", search: "" })} />
          )
        }
      />
      {shown === undefined ? null : <DeliveryDialog delivery={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function Result({ delivery: { result } }: { readonly delivery: Delivery }) {
  if (result === undefined) return "not worked on yet";
  const started = result.events.flatMap(({ pipelines }) => pipelines.filter(({ outcome }) => outcome === "started"));
  if (started.length > 0) {
    return started.map(({ name, executionId }) =>
      executionId === undefined ? (
        name
      ) : (
        <Link key={executionId} to={pathTo.execution(executionId)}>
          {name} started{" "}
        </Link>
      ),
    );
  }
  const reasons = result.events.flatMap(({ problem, pipelines }) => [
    ...(problem === undefined ? [] : [problem]),
    ...pipelines.map(({ name, reason }) => `${name}: ${reason}`),
  ]);
  return [result.problem, ...reasons, ...result.ignored].filter(Boolean).join("; ") || "nothing to start";
}

function DeliveryDialog({ delivery, onClose }: { readonly delivery: string; readonly onClose: () => void }) {
  const { data, error } = useOperation("deliveries.get", { delivery });
  return (
    <Modal open width={800} title="What was sent" footer={null} onCancel={onClose}>
      {error === null ? null : <ProblemNotice problem={error} />}
      {data === undefined ? (
        <SkeletonRows rows={3} />
      ) : (
        <pre className={styles.sent}>
          {Object.entries(data.headers)
            .map(([name, value]) => `${name}: ${value}\n`)
            .join("")}
          {`\n${data.body}`}
        </pre>
      )}
    </Modal>
  );
}
