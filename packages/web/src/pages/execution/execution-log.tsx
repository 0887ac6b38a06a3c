import { Select } from "antd";
import { useMemo } from "react";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { StatusIcon } from "../../common/status-icon.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { visibleText } from "../../common/visible-text.ts";
import styles from "./execution-log.module.css";
import { BuildLogs } from "./logs/build-logs.tsx";
import { mostTelling } from "./most-telling.ts";
import { ServiceLog } from "./service-log.tsx";
import type { WatchedExecution } from "./use-execution.ts";

const none: readonly number[] = [];

/** The log of one of the execution's stages, which one stands in the address: unless said, the one that tells most. */
export function ExecutionLog({ watched }: { readonly watched: WatchedExecution }) {
  const { detail, live, stages, ended } = watched;
  const [{ stage, attempt }, change] = useFilters(["stage", "attempt"]);
  const instances = useMemo(
    () => stages.flatMap((each) => each.instances).filter((each) => each.attempt > 0),
    [stages],
  );
  const row = instances.find((each) => each.instance === stage) ?? mostTelling(instances);
  const { data } = useOperation(
    "executions.failure-summary",
    { execution: detail.id },
    { enabled: ended && detail.outcome !== "success" },
  );
  const asked = Number(attempt);
  const shown = row === undefined ? 0 : asked >= 1 && asked <= row.attempt ? Math.floor(asked) : row.attempt;
  const instance = row?.instance;
  const failing = useMemo(() => {
    const failure = data?.failures.find((each) => each.instance === instance && each.attempt === shown);
    return failure?.lines.filter((line) => line.failing).map(({ line }) => line) ?? none;
  }, [data, instance, shown]);
  const startedAt = useMemo(
    () =>
      live.events.find(
        (event) => event.type === "stage.started" && event.instance === instance && event.attempt === shown,
      )?.at,
    [live.events, instance, shown],
  );
  if (row === undefined) {
    return <EmptyState title="Nothing printed yet">Logs are shown here as soon as a stage begins.</EmptyState>;
  }
  return (
    <>
      <div className={styles.chooser}>
        <Select
          className={styles.stage}
          aria-label="Stage"
          value={row.instance}
          showSearch={{ optionFilterProp: "name" }}
          popupMatchSelectWidth={false}
          onChange={(next) => change({ stage: next, attempt: "" })}
          options={instances.map((each) => ({
            value: each.instance,
            name: each.instance,
            label: (
              <span className={styles.option}>
                <StatusIcon status={each.status} size={14} />
                {visibleText(each.instance)}
              </span>
            ),
          }))}
        />
        {row.attempt < 2 ? null : (
          <Select
            aria-label="Attempt"
            value={shown}
            onChange={(next) => change({ attempt: String(next) })}
            options={Array.from({ length: row.attempt }, (_, index) => ({
              value: index + 1,
              label: `Attempt ${index + 1}`,
            })).reverse()}
          />
        )}
        {detail.remote?.host === "bitbucket-cloud" ? <ServiceLog execution={detail.id} stage={row.instance} /> : null}
      </div>
      <BuildLogs
        key={`${row.instance} ${shown}`}
        execution={detail.id}
        instance={row.instance}
        attempt={shown}
        events={live.events}
        failing={failing}
        startedAt={startedAt}
      />
    </>
  );
}
