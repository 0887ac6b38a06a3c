import { Link } from "react-router";
import type { ItemOf } from "../../client/use-pages.ts";
import { sentence } from "../../common/sentence.ts";
import { StatusMark } from "../../common/status-icon.tsx";
import { pathTo } from "../../shell/path-to.ts";
import styles from "./schedule-problem.module.css";

/** Why a schedule would not run any more, since its pipeline has changed, and where that is mended. */
export function ScheduleProblem({
  schedule: { problem, pipelineId, origin },
}: {
  readonly schedule: ItemOf<"schedules.list">;
}) {
  if (problem === undefined) return null;
  return (
    <div className={styles.problem}>
      <StatusMark status="failed">Does not run</StatusMark>
      <p>
        {sentence(problem)}{" "}
        {origin === "definition" ? (
          <>
            Its parameters stand under <code>triggers.schedule</code> in{" "}
            <Link to={pathTo.designer(pipelineId)}>the pipeline's text</Link>.
          </>
        ) : (
          <>
            Change its parameters here, or what <Link to={pathTo.designer(pipelineId)}>the pipeline</Link> takes.
          </>
        )}
      </p>
    </div>
  );
}
