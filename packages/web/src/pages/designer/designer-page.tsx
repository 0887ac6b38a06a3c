import { Link, useParams, useSearchParams } from "react-router";
import { useOperation } from "../../client/use-operation.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { NewDesigner } from "./new-designer.tsx";
import { SavedDesigner } from "./saved-designer.tsx";

/** The newest text of a pipeline, to draw. */
export function DesignerPage() {
  const { pipeline = "" } = useParams();
  const { data, error } = useOperation("pipelines.get", { pipeline });
  if (data?.text !== undefined) return <SavedDesigner key={data.id} pipeline={data} />;
  return (
    <Page title={data?.name ?? "Pipeline"} trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}>
      {error === null ? null : <ProblemNotice problem={error} />}
      {data === undefined ? <SkeletonRows /> : <InRepository path={data.path ?? "headrace.yml"} />}
    </Page>
  );
}

function InRepository({ path }: { readonly path: string }) {
  return (
    <EmptyState title={`This pipeline is the file ${path} in its repository`}>
      Change it there: the file at the commit that runs is what is run.
    </EmptyState>
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
