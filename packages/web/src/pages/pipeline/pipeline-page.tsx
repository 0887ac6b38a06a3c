import type { OutputOf } from "@headrace/app/client";
import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { Page } from "../../common/page.tsx";
import { PartTabs } from "../../common/part-tabs.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { sentence } from "../../common/sentence.ts";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { type PageAction, usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { ExecutionList } from "../executions/execution-list.tsx";
import { RunDialog } from "../pipelines/run-dialog.tsx";
import { useDefinition } from "../pipelines/use-definition.ts";
import { PipelineSettings } from "./pipeline-settings.tsx";
import { PipelineTriggers } from "./pipeline-triggers.tsx";
import { PipelineVersions } from "./pipeline-versions.tsx";

/** One pipeline: what it ran, what it was, what starts it, what it is called. */
export function PipelinePage() {
  const { pipeline: id = "" } = useParams();
  const navigate = useNavigate();
  const [{ tab }] = useFilters(["tab"]);
  const part = parts.find(({ key }) => key === tab)?.key ?? "executions";
  const [running, setRunning] = useState(false);
  const { data: pipeline, error, refetch } = useOperation("pipelines.get", { pipeline: id });
  const mayRun = useMay("pipeline.run");
  const mayWrite = useMay("pipeline.write");
  const activate = useAction(pipeline?.active === true ? "pipelines.deactivate" : "pipelines.activate");
  const canRun = mayRun && pipeline !== undefined && !pipeline.archived;
  usePageActions([
    ...(canRun
      ? [{ name: "Run", section: "Pipeline", keys: "r", run: () => setRunning(true) } satisfies PageAction]
      : []),
    { name: "Edit", section: "Pipeline", keys: "e", run: () => void navigate(pathTo.designer(id)) },
  ]);
  if (pipeline === undefined) {
    return (
      <Page title="Pipeline" trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}>
        {error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const mistakes = pipeline.diagnostics.filter(({ severity }) => severity === "error");
  return (
    <Page
      title={pipeline.name}
      trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}
      about={pipeline.description === "" ? stateOf(pipeline) : `${pipeline.description} · ${stateOf(pipeline)}`}
      actions={
        <>
          {mayWrite && !pipeline.archived ? (
            <Button loading={activate.isPending} onClick={() => activate.mutate({ pipeline: id })}>
              {pipeline.active ? "Deactivate" : "Activate"}
            </Button>
          ) : null}
          <Button onClick={() => void navigate(pathTo.designer(id))}>{mayWrite ? "Edit" : "Look at it"}</Button>
          {canRun ? (
            <Button type="primary" onClick={() => setRunning(true)}>
              Run
            </Button>
          ) : null}
        </>
      }
    >
      {activate.error === null ? null : <ProblemNotice problem={activate.error} />}
      {mistakes.length === 0 ? null : (
        <EmptyState title={`Its text has ${mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`}`}>
          {sentence(mistakes[0]?.message ?? "")} <Link to={pathTo.designer(id)}>Mend it</Link>; until then it cannot
          run.
        </EmptyState>
      )}
      <PartTabs label="Parts of this pipeline" parameter="tab" tabs={parts} current={part} />
      {part === "executions" ? (
        <ExecutionList
          pipeline={id}
          empty={
            <EmptyState title="It has never run">
              Run it by hand, or activate it, so that its triggers start it.
            </EmptyState>
          }
        />
      ) : null}
      {part === "versions" ? <PipelineVersions pipeline={pipeline} /> : null}
      {part === "triggers" ? <PipelineTriggers pipeline={pipeline} /> : null}
      {part === "settings" ? <PipelineSettings pipeline={pipeline} /> : null}
      {running ? <RunSaved pipeline={pipeline} onClose={() => setRunning(false)} /> : null}
    </Page>
  );
}

const parts = [
  { key: "executions", label: "Executions" },
  { key: "versions", label: "Versions" },
  { key: "triggers", label: "Triggers" },
  { key: "settings", label: "Settings" },
] as const;

/** What it asks for is read from its text first. */
function RunSaved({
  pipeline,
  onClose,
}: {
  readonly pipeline: OutputOf<"pipelines.get">;
  readonly onClose: () => void;
}) {
  const definition = useDefinition(pipeline);
  if (definition === undefined) return null;
  return <RunDialog pipeline={pipeline} parameters={Object.values(definition?.parameters ?? {})} onClose={onClose} />;
}

function stateOf({ active, archived }: { readonly active: boolean; readonly archived: boolean }): string {
  if (archived) return "archived";
  return active ? "active: its triggers start it" : "draft: it runs by hand, its triggers do not start it yet";
}
