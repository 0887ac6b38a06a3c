import { Select } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useOperation } from "../../../client/use-operation.ts";
import { usePages } from "../../../client/use-pages.ts";
import { CommitOn } from "../../../common/commit.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { formatDuration } from "../../../common/format-duration.ts";
import { type Column, ListTable } from "../../../common/list-table.tsx";
import { Section } from "../../../common/page.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { StatusIcon, StatusMark } from "../../../common/status-icon.tsx";
import { statusOfExecution } from "../../../common/status-of-execution.ts";
import { useFilters } from "../../../common/use-filters.ts";
import { Visible } from "../../../common/visible.tsx";
import { visibleText } from "../../../common/visible-text.ts";
import { pathTo } from "../../../shell/path-to.ts";
import styles from "../changes.module.css";
import type { Comparison } from "../changes-in-short.tsx";
import type { WatchedExecution } from "../use-execution.ts";

/** What is different from the last success, or from any other execution, side by side. */
export function ChangesPart({ watched: { detail } }: { readonly watched: WatchedExecution }) {
  const [{ with: chosen }, change] = useFilters(["with"]);
  const { pipeline, id: execution } = detail;
  const listed = usePages("executions.list", {
    limit: 50,
    repository: detail.repositoryId,
    ...(pipeline.id === undefined ? {} : { pipeline: pipeline.id }),
  });
  const summary = useOperation("executions.failure-summary", { execution }, { enabled: chosen === "" });
  const compared = useOperation("executions.compare", { execution, with: chosen }, { enabled: chosen !== "" });
  const asked = chosen === "" ? summary : compared;
  const changes = chosen === "" ? summary.data?.changes : compared.data;
  const others = (listed.items ?? []).filter(({ id }) => id !== execution);
  return (
    <>
      <div className={styles.chooser}>
        <span>Compared with</span>
        <Select
          aria-label="Compared with"
          value={chosen}
          onChange={(next) => change({ with: next })}
          popupMatchSelectWidth={false}
          options={[
            { value: "", label: "the last success before it" },
            ...others.map((each) => ({
              value: each.id,
              label: (
                <span>
                  <StatusIcon status={statusOfExecution(each)} size={14} /> {visibleText(each.pipeline.name)} #
                  {each.number}, {visibleText(each.branch)}
                </span>
              ),
            })),
          ]}
        />
      </div>
      {asked.error !== null && asked.data === undefined ? (
        <ProblemNotice problem={asked.error} again={() => void asked.refetch()} />
      ) : asked.data === undefined ? (
        <SkeletonRows />
      ) : changes === undefined ? (
        <EmptyState title="No earlier execution succeeded">
          Of this pipeline on this branch. Choose another one to compare with.
        </EmptyState>
      ) : (
        <SideBySide changes={changes} />
      )}
    </>
  );
}

function SideBySide({ changes }: { readonly changes: Comparison }) {
  const { before, after, definition, parameters, stages, tests } = changes;
  return (
    <>
      <div className={styles.sides}>
        <Side title="Before" side={before} />
        <Side title="This one" side={after} />
      </div>
      {parameters.length === 0 ? null : (
        <Section title="Parameters">
          <ul className={styles.list}>
            {parameters.map(({ name, before: old, after: now }) => (
              <li key={name}>
                <code>
                  <Visible>{name}</Visible>
                </code>
                <Value value={old} /> → <Value value={now} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {definition.same ? null : (
        <Section title="Definition">
          <ul className={styles.list}>
            {definition.pipeline.map(({ kind, path, before: old, after: now }) => (
              <li key={path.join(".")}>
                {kind}{" "}
                <code>
                  <Visible>{path.join(".")}</Visible>
                </code>
                <Value value={old} /> → <Value value={now} />
              </li>
            ))}
            {definition.stages.map(({ kind, stage, changes: fields = [] }) => (
              <li key={stage}>
                {kind} stage{" "}
                <code>
                  <Visible>{stage}</Visible>
                </code>
                {fields.length === 0 ? null : (
                  <span className={styles.quiet}>
                    <Visible>{fields.map(({ path }) => path.join(".")).join(", ")}</Visible>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Stages">
        <ListTable label="Stages of both" columns={stageColumns} rows={stages} rowKey={({ instance }) => instance} />
      </Section>
      {tests.newlyFailing.length + tests.fixed.length + tests.added + tests.removed === 0 ? null : (
        <Section title="Tests">
          <ul className={styles.list}>
            {tests.newlyFailing.map((test) => (
              <TestLine key={`failed ${test.instance} ${test.suite} ${test.name}`} status="failed" test={test}>
                fails now
              </TestLine>
            ))}
            {tests.fixed.map((test) => (
              <TestLine key={`fixed ${test.instance} ${test.suite} ${test.name}`} status="success" test={test}>
                passes again
              </TestLine>
            ))}
            {tests.added + tests.removed === 0 ? null : (
              <li className={styles.quiet}>
                {tests.added} added, {tests.removed} removed
              </li>
            )}
          </ul>
        </Section>
      )}
    </>
  );
}

function TestLine({
  status,
  test: { instance, suite, name },
  children,
}: {
  readonly status: string;
  readonly test: Comparison["tests"]["fixed"][number];
  readonly children: ReactNode;
}) {
  return (
    <li>
      <StatusIcon status={status} size={12} />
      <Visible>{suite === "" ? name : `${suite} › ${name}`}</Visible>
      <span className={styles.quiet}>
        {children}, in <Visible>{instance}</Visible>
      </span>
    </li>
  );
}

function Side({ title, side }: { readonly title: string; readonly side: Comparison["before"] }) {
  return (
    <div className={styles.side}>
      <span className={styles.quiet}>{title}</span> <Link to={pathTo.execution(side.id)}>#{side.number}</Link>{" "}
      {side.outcome === undefined ? null : <StatusMark status={side.outcome} />}
      <p>
        <CommitOn commit={side.commit} branch={side.branch} />
      </p>
      <p>
        <Visible>{side.message.split("\n", 1)[0] ?? ""}</Visible>
      </p>
      <p className={styles.quiet}>
        <Visible>{side.author.replace(/\s*<[^>]*>$/, "")}</Visible>
      </p>
    </div>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (value === undefined) return <span className={styles.quiet}>nothing</span>;
  return (
    <code>
      <Visible>{typeof value === "string" ? value : (JSON.stringify(value) ?? "")}</Visible>
    </code>
  );
}

type StagePair = Comparison["stages"][number];

const stageColumns: readonly Column<StagePair>[] = [
  { title: "Stage", cell: ({ instance }) => <Visible>{instance}</Visible> },
  { title: "Before", narrow: true, cell: ({ before }) => <Outcome side={before} /> },
  { title: "This one", narrow: true, cell: ({ after }) => <Outcome side={after} /> },
  {
    title: "Difference",
    narrow: true,
    figures: true,
    rank: 2,
    cell: ({ before, after }) => difference(before?.durationMs, after?.durationMs),
  },
];

function Outcome({ side }: { readonly side: StagePair["before"] }) {
  if (side === undefined) return <span className={styles.quiet}>not there</span>;
  const took = side.durationMs === undefined ? "" : ` ${formatDuration(side.durationMs)}`;
  return (
    <>
      <StatusMark status={side.outcome ?? "pending"} />
      {took}
    </>
  );
}

function difference(before: number | undefined, after: number | undefined): ReactNode {
  if (before === undefined || after === undefined || Math.abs(after - before) < 100) return null;
  const slower = after > before;
  return (
    <span className={slower ? styles.slower : styles.faster}>
      {slower ? "+" : "−"}
      {formatDuration(Math.abs(after - before))}
    </span>
  );
}
