import { Button } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";
import { Page } from "../../common/page.tsx";
import { PipelineFilter } from "../../common/pipeline-filter.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { usePipelineNames } from "../../common/use-names.ts";
import { scheduleFields } from "./schedule-fields.ts";
import { ScheduleList } from "./schedule-list.tsx";

/** What runs at times of its own. */
export function Schedules() {
  const [{ search, pipeline }, change] = useFilters(["search", "pipeline"]);
  const [making, setMaking] = useState(false);
  const mayWrite = useMay("schedule.write");
  const names = usePipelineNames();
  const create = useAction("schedules.create", { onDone: () => setMaking(false) });
  return (
    <Page
      title="Schedules"
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            New schedule
          </Button>
        ) : undefined
      }
    >
      <FilterBar>
        <SearchFilter label="Pipeline, times or branch" value={search} onChange={(next) => change({ search: next })} />
        <PipelineFilter value={pipeline} onChange={(next) => change({ pipeline: next })} />
      </FilterBar>
      <ScheduleList {...given({ pipeline, search })} onClear={() => change({ search: "", pipeline: "" })} />
      {making ? (
        <FormDialog
          title="New schedule"
          button="Make it"
          fields={[
            {
              name: "pipeline",
              label: "Pipeline",
              kind: "choice",
              choices: [...names].map(([value, label]) => ({ value, label })),
            },
            ...scheduleFields,
          ]}
          initial={{
            ...(pipeline === "" ? {} : { pipeline }),
            timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          }}
          busy={create.isPending}
          problem={create.error}
          onSubmit={(values) =>
            create.mutate({
              pipeline: textOf(values, "pipeline"),
              cron: textOf(values, "cron"),
              ...givenText(values, "timezone"),
              ...givenText(values, "branch"),
            })
          }
          onClose={() => setMaking(false)}
        />
      ) : null}
    </Page>
  );
}
