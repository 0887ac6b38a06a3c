import { type OutlineStage, readOutline } from "@headrace/pipeline/outline";
import { Button, Modal } from "antd";
import { useMemo, useState } from "react";
import { StageCanvas } from "../../canvas/stage-canvas.tsx";
import type { StageFacts } from "../../canvas/stage-facts.ts";
import { useLayout } from "../../canvas/use-layout.ts";
import { useOperation } from "../../client/use-operation.ts";
import { usePages } from "../../client/use-pages.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { SideBySide } from "./side-by-side.tsx";
import styles from "./versions-dialog.module.css";

/** Every version, how each differs from the one before or from the newest, and the way back to it. */
export function VersionsDialog({
  pipeline,
  onRestore,
  onClose,
}: {
  readonly pipeline: string;
  readonly onRestore: (text: string, version: number) => void;
  readonly onClose: () => void;
}) {
  const { items, problem, hasMore, loadMore } = usePages("pipelines.versions", { pipeline });
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [against, setAgainst] = useState<"before" | "newest">("before");
  const newest = items?.[0]?.version ?? 1;
  const version = chosen ?? newest;
  const other = against === "newest" && version !== newest ? newest : version - 1;
  const [from, to] = [Math.min(version, other), Math.max(version, other)];
  return (
    <Modal open width={1160} title="Versions" footer={null} onCancel={onClose}>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <div className={styles.sides}>
        <ol className={styles.list}>
          {items?.map((each) => (
            <li key={each.version}>
              <button type="button" aria-pressed={each.version === version} onClick={() => setChosen(each.version)}>
                <span className={styles.number}>Version {each.version}</span>
                <span>{each.message === "" ? "No message" : each.message}</span>
                <span className={styles.quiet}>
                  {each.createdBy}, <RelativeTime at={each.createdAt} />
                </span>
              </button>
            </li>
          ))}
          {hasMore ? (
            <Button size="small" onClick={loadMore}>
              Older ones
            </Button>
          ) : null}
        </ol>
        <div className={styles.difference}>
          {from < 1 ? (
            <Whole pipeline={pipeline} version={version} onRestore={onRestore} />
          ) : (
            <Difference key={`${from} ${to}`} pipeline={pipeline} from={from} to={to}>
              {(texts) => (
                <>
                  {version === newest ? null : (
                    <Button size="small" onClick={() => setAgainst(against === "before" ? "newest" : "before")}>
                      {against === "before" ? "Compare with the newest" : "Compare with the one before"}
                    </Button>
                  )}
                  {version === newest ? null : (
                    <Button
                      size="small"
                      type="primary"
                      onClick={() => onRestore(version === from ? texts.from : texts.to, version)}
                    >
                      Restore version {version}
                    </Button>
                  )}
                </>
              )}
            </Difference>
          )}
        </div>
      </div>
    </Modal>
  );
}

function Whole({
  pipeline,
  version,
  onRestore,
}: {
  readonly pipeline: string;
  readonly version: number;
  readonly onRestore: (text: string, version: number) => void;
}) {
  const { data } = useOperation("pipelines.version", { pipeline, version });
  const outline = useMemo(() => (data === undefined ? null : readOutline(data.text)), [data]);
  if (data === undefined) return <SkeletonRows />;
  return (
    <>
      <div className={styles.head}>
        <p>The first version: nothing stands before it.</p>
        <Button size="small" onClick={() => onRestore(data.text, version)}>
          Restore version {version}
        </Button>
      </div>
      <Graph stages={outline?.stages ?? []} facts={new Map()} />
    </>
  );
}

function Difference({
  pipeline,
  from,
  to,
  children,
}: {
  readonly pipeline: string;
  readonly from: number;
  readonly to: number;
  readonly children: (texts: { readonly from: string; readonly to: string }) => React.ReactNode;
}) {
  const { data, error } = useOperation("pipelines.diff", { pipeline, from, to });
  const compared = useMemo(() => {
    if (data === undefined) return undefined;
    const facts = new Map<string, StageFacts>();
    for (const { kind, stage, ...more } of data.stages) {
      const fields = "changes" in more && Array.isArray(more.changes) ? fieldsOf(more.changes) : undefined;
      facts.set(stage, { change: kind, ...(fields === undefined ? {} : { line: fields }) });
    }
    const after = readOutline(data.toText)?.stages ?? [];
    const gone = (readOutline(data.fromText)?.stages ?? []).filter(({ id }) => facts.get(id)?.change === "removed");
    return { facts, stages: [...after, ...gone] };
  }, [data]);
  if (error !== null) {
    return (
      <>
        <ProblemNotice problem={error} />
        <Texts pipeline={pipeline} from={from} to={to}>
          {children}
        </Texts>
      </>
    );
  }
  if (data === undefined || compared === undefined) return <SkeletonRows />;
  return (
    <>
      <div className={styles.head}>
        <p>
          Version {from} to {to}: {data.same ? "they mean the same" : summary(data.stages.length, data.pipeline.length)}
        </p>
        {children({ from: data.fromText, to: data.toText })}
      </div>
      <Graph stages={compared.stages} facts={compared.facts} />
      <SideBySide
        left={{ name: `Version ${from}`, text: data.fromText }}
        right={{ name: `Version ${to}`, text: data.toText }}
      />
    </>
  );
}

/** Only the texts, where one of the two versions has errors and no graph can be compared. */
function Texts({
  pipeline,
  from,
  to,
  children,
}: {
  readonly pipeline: string;
  readonly from: number;
  readonly to: number;
  readonly children: (texts: { readonly from: string; readonly to: string }) => React.ReactNode;
}) {
  const { data: before } = useOperation("pipelines.version", { pipeline, version: from });
  const { data: after } = useOperation("pipelines.version", { pipeline, version: to });
  if (before === undefined || after === undefined) return <SkeletonRows />;
  return (
    <>
      <div className={styles.head}>
        <p>
          The texts of version {from} and {to}
        </p>
        {children({ from: before.text, to: after.text })}
      </div>
      <SideBySide
        left={{ name: `Version ${from}`, text: before.text }}
        right={{ name: `Version ${to}`, text: after.text }}
      />
    </>
  );
}

const nobody: readonly string[] = [];

function Graph({
  stages,
  facts,
}: {
  readonly stages: readonly OutlineStage[];
  readonly facts: ReadonlyMap<string, StageFacts>;
}) {
  const layout = useLayout(stages);
  return (
    <div className={styles.graph}>
      <StageCanvas
        label="The stages of both versions"
        stages={stages}
        layout={layout}
        selected={nobody}
        onSelect={() => undefined}
        facts={facts}
      />
    </div>
  );
}

/** `needs, steps.0.run` */
function fieldsOf(changes: readonly unknown[]): string {
  const names = changes.map((change) => {
    const path: unknown = typeof change === "object" && change !== null ? Reflect.get(change, "path") : undefined;
    return Array.isArray(path) ? path.slice(0, 2).join(".") : "";
  });
  return [...new Set(names)].join(", ");
}

function summary(stages: number, fields: number): string {
  const parts = [
    stages === 0 ? "" : `${stages} ${stages === 1 ? "stage differs" : "stages differ"}`,
    fields === 0 ? "" : `${fields} ${fields === 1 ? "field" : "fields"} outside the stages`,
  ];
  return parts.filter(Boolean).join(", ");
}
