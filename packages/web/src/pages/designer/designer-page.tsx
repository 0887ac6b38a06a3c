import { Link, useParams } from "react-router";
import { useOperation } from "../../client/use-operation.ts";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import styles from "./designer-page.module.css";

/** The newest text of a pipeline. */
export function DesignerPage() {
  const { pipeline = "" } = useParams();
  const { data, error } = useOperation("pipelines.get", { pipeline });
  return (
    <Page title={data?.name ?? "Pipeline"} trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}>
      {error === null ? null : <ProblemNotice problem={error} />}
      {data === undefined ? <SkeletonRows /> : <pre className={styles.text}>{data.text}</pre>}
    </Page>
  );
}

/** One that is not saved yet. */
export function NewPipelinePage() {
  return (
    <Page title="New pipeline" trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}>
      <p>
        Make it of a <Link to={pagePaths.templates}>template</Link>, or send its text to{" "}
        <code>POST /api/v1/pipelines</code>.
      </p>
    </Page>
  );
}
