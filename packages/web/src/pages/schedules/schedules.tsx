import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { Page } from "../../common/page.tsx";
import { PipelineFilter } from "../../common/pipeline-filter.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { NewSchedule } from "./new-schedule.tsx";
import { ScheduleList } from "./schedule-list.tsx";

/** What runs at times of its own. */
export function Schedules() {
  const [{ search, pipeline }, change] = useFilters(["search", "pipeline"]);
  const [making, setMaking] = useState(false);
  const mayWrite = useMay("schedule.write");
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
      {making ? <NewSchedule pipeline={pipeline} onClose={() => setMaking(false)} /> : null}
    </Page>
  );
}
