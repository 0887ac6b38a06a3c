import type { OutputOf } from "@headrace/app/client";
import { Link } from "react-router";
import { EmptyState } from "../../common/empty-state.tsx";
import { Facts } from "../../common/facts.tsx";
import { Section } from "../../common/page.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { useDefinition } from "../pipelines/use-definition.ts";
import { ScheduleList } from "../schedules/schedule-list.tsx";
import styles from "./pipeline-triggers.module.css";
import { triggerWords } from "./trigger-words.ts";

/** What starts it: of its text, and schedules beside it. */
export function PipelineTriggers({ pipeline }: { readonly pipeline: OutputOf<"pipelines.get"> }) {
  const definition = useDefinition(pipeline);
  return (
    <div className={styles.triggers}>
      <Section title="Of its text">
        {definition === undefined ? (
          <SkeletonRows rows={2} />
        ) : definition?.triggers === undefined ? (
          <EmptyState title="No trigger is known">
            Its text names none, has mistakes, or has not been read yet.
          </EmptyState>
        ) : (
          <Facts facts={triggerWords(definition.triggers).map(({ name, words }) => ({ name, value: words }))} />
        )}
      </Section>
      <Section
        title="Schedules"
        actions={<Link to={`${pagePaths.schedules}?pipeline=${pipeline.id}`}>All of them</Link>}
      >
        <ScheduleList pipeline={pipeline.id} />
      </Section>
    </div>
  );
}
