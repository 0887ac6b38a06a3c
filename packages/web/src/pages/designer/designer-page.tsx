import type { OutputOf, Problem } from "@headrace/app/client";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { NewDesigner } from "./new-designer.tsx";
import { SavedDesigner } from "./saved-designer.tsx";
import type { SavedText } from "./use-saving.ts";

/** Milliseconds after which is looked whether somebody else saved. */
const lookAgain = 15_000;

/** The newest text of a pipeline, to draw. */
export function DesignerPage() {
  const { pipeline = "" } = useParams();
  const { data, error } = useOperation("pipelines.get", { pipeline }, { every: lookAgain });
  if (data?.source === "repository") return <FileDesigner key={data.id} pipeline={data} />;
  if (data?.text !== undefined) {
    const kept = { text: data.text, kept: { kind: "stored", version: data.version } } as const;
    return <OpenDesigner key={data.id} pipeline={data} newest={kept} />;
  }
  return <Waiting problem={error} />;
}

/** One whose definition is a file of its repository. */
function FileDesigner({ pipeline }: { readonly pipeline: OutputOf<"pipelines.get"> }) {
  const { data, error } = useOperation("pipelines.file", { pipeline: pipeline.id }, { every: lookAgain });
  if (data === undefined) return <Waiting problem={error} />;
  if (!data.committable) {
    return (
      <Page title={pipeline.name} trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}>
        <EmptyState title={`This pipeline is the file ${data.path} in its repository`}>
          {whyNotHere(pipeline, data)}
        </EmptyState>
      </Page>
    );
  }
  const { path, branch, digest, text = "" } = data;
  return <OpenDesigner pipeline={pipeline} newest={{ text, kept: { kind: "file", path, branch, digest } }} />;
}

function whyNotHere({ archived }: OutputOf<"pipelines.get">, { commit }: OutputOf<"pipelines.file">): string {
  if (archived) return "The pipeline is archived: take it back in its settings before you change it.";
  if (commit === "") return "Its folder is not under Git, so that nothing can be committed: change the file there.";
  return "The repository is not on this machine, so change it there and push: the file at the commit that runs is what is run.";
}

/** What was there first is what the changes begin with, whatever comes later. */
function OpenDesigner({
  pipeline,
  newest,
}: {
  readonly pipeline: OutputOf<"pipelines.get">;
  readonly newest: Pick<SavedText, "text" | "kept">;
}) {
  const [initial] = useState(newest);
  return <SavedDesigner pipeline={pipeline} initial={initial} newest={newest} />;
}

function Waiting({ problem }: { readonly problem: Problem | null }) {
  return (
    <Page title="Pipeline" trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}>
      {problem === null ? <SkeletonRows /> : <ProblemNotice problem={problem} />}
    </Page>
  );
}

/** One that is not saved yet: empty, or what a template says. */
export function NewPipelinePage() {
  const [asked] = useSearchParams();
  const template = asked.get("template");
  const repository = asked.get("repository");
  const place = repository === null ? {} : { repository };
  const { data, error } = useOperation("templates.get", { template: template ?? "" }, { enabled: template !== null });
  if (template === null) return <NewDesigner {...place} />;
  if (data !== undefined) return <NewDesigner initial={data.text} {...place} />;
  return <Page title="New pipeline">{error === null ? <SkeletonRows /> : <ProblemNotice problem={error} />}</Page>;
}
