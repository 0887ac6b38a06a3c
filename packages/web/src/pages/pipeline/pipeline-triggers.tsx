import type { OutputOf } from "@headrace/app/client";
import { Link } from "react-router";
import { EmptyState } from "../../common/empty-state.tsx";
import { Facts } from "../../common/facts.tsx";
import { Section } from "../../common/page.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { useDefinition } from "../pipelines/use-definition.ts";
import { ScheduleList } from "../schedules/schedule-list.tsx";

/** What starts it: of its text, and schedules beside it. */
export function PipelineTriggers({ pipeline }: { readonly pipeline: OutputOf<"pipelines.get"> }) {
  const definition = useDefinition(pipeline);
  const triggers = Object.entries(definition?.triggers ?? {}).filter(([, value]) => value !== undefined);
  return (
    <>
      <Section title="Of its text">
        {definition === undefined ? (
          <SkeletonRows rows={2} />
        ) : triggers.length === 0 ? (
          <EmptyState title="No trigger">
            Without <code>triggers</code> in its text it is started by hand, by a schedule or by another pipeline.
          </EmptyState>
        ) : (
          <Facts
            facts={triggers.map(([name, value]) => ({
              name,
              value: <code>{value === true ? "always" : JSON.stringify(value)}</code>,
            }))}
          />
        )}
      </Section>
      <Section
        title="Schedules"
        actions={<Link to={`${pagePaths.schedules}?pipeline=${pipeline.id}`}>All of them</Link>}
      >
        <ScheduleList pipeline={pipeline.id} />
      </Section>
    </>
  );
}
