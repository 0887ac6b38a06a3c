import type { OutputOf } from "@headrace/app/client";
import { useState } from "react";
import { useMay } from "../../../client/use-me.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { ConfirmButton } from "../../../common/confirm-button.tsx";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar } from "../../../common/filter-bar.tsx";
import { OperationList } from "../../../common/operation-list.tsx";
import { ReasonedButton } from "../../../common/reasoned-button.tsx";
import { RowActions } from "../../../common/row-actions.tsx";
import { StatusMark } from "../../../common/status-icon.tsx";
import { useFilters } from "../../../common/use-filters.ts";
import { AddHostRunner } from "./add-host-runner.tsx";
import { ChangeHostRunner } from "./change-host-runner.tsx";
import { HostSection } from "./host-section.tsx";
import { RunnerSecret } from "./runner-secret.tsx";
import { freshFor, type Host } from "./use-host.ts";

type Runner = ItemOf<"repositories.host-runners">;

/** Machines of one's own on which the host runs pipelines. */
export function HostRunners({ host }: { readonly host: Host }) {
  const { repository, kind, title, why, note } = host;
  const [{ runners: chosen }, change] = useFilters(["runners"]);
  const [open, setOpen] = useState<"new" | Runner>();
  const [made, setMade] = useState<OutputOf<"repositories.add-host-runner">>();
  const mayWrite = useMay("repository.write");
  const isCloud = kind === "bitbucket-cloud";
  const place = { repository: repository.id, level: isCloud && chosen === "owner" ? "owner" : "repository" } as const;
  return (
    <HostSection
      title="Runners"
      host={host}
      reads="runners.read"
      note={note(isCloud ? "runners.read" : "runners.write")}
      actions={
        mayWrite && isCloud ? (
          <ReasonedButton why={why("runners.write")} onClick={() => setOpen("new")}>
            New runner
          </ReasonedButton>
        ) : undefined
      }
    >
      {isCloud ? (
        <FilterBar>
          <ChoiceFilter
            label="Whose runners"
            all="Of the repository"
            value={chosen}
            choices={[{ value: "owner", label: "Of the workspace" }]}
            onChange={(next) => change({ runners: next })}
          />
        </FilterBar>
      ) : null}
      <OperationList
        label={`Runners on ${title}`}
        operation="repositories.host-runners"
        input={place}
        freshFor={freshFor}
        columns={[
          { title: "Runner", cell: ({ name }) => name },
          { title: "State", narrow: true, cell: (runner) => <RunnerState {...runner} /> },
          { title: "Labels", rank: 2, cell: ({ labels }) => labels.join(", ") },
          { title: "Version", rank: 3, narrow: true, cell: versionOf },
          {
            title: "Actions",
            untitled: true,
            narrow: true,
            cell: (runner) =>
              mayWrite ? (
                <RowActions>
                  <ReasonedButton
                    type="text"
                    size="small"
                    why={why("runners.write")}
                    aria-label={`Change ${runner.name}`}
                    onClick={() => setOpen(runner)}
                  >
                    Change
                  </ReasonedButton>
                  <ConfirmButton
                    small
                    label="Remove"
                    operation="repositories.remove-host-runner"
                    input={{ ...place, runner: runner.id }}
                    question={`Remove the runner ${runner.name}?`}
                    changesOnly={["repositories.host-runners"]}
                    why={why("runners.write")}
                  >
                    <p>{title} gives its machine nothing to run any more. The machine itself stays as it is.</p>
                  </ConfirmButton>
                </RowActions>
              ) : null,
          },
        ]}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No runners">{`What runs on ${title} runs on its own machines. A runner is one of yours.`}</EmptyState>
        }
      />
      {open === "new" ? (
        <AddHostRunner
          place={place}
          title={title}
          onDone={(runner) => {
            setOpen(undefined);
            setMade(runner);
          }}
          onClose={() => setOpen(undefined)}
        />
      ) : open === undefined ? null : (
        <ChangeHostRunner place={place} host={host} runner={open} onClose={() => setOpen(undefined)} />
      )}
      {made === undefined ? null : <RunnerSecret runner={made} onClose={() => setMade(undefined)} />}
    </HostSection>
  );
}

function RunnerState({ state, word, busy }: Runner) {
  const [status, said] = states[state];
  return <StatusMark status={status}>{state === "unknown" ? word : busy === true ? "busy" : said}</StatusMark>;
}

const states: Readonly<Record<Runner["state"], readonly [status: string, word: string]>> = {
  online: ["success", "online"],
  offline: ["infrastructure", "offline"],
  unhealthy: ["failed", "unhealthy"],
  disabled: ["skipped", "disabled"],
  new: ["pending", "never seen"],
  unknown: ["unknown", "unknown"],
};

function versionOf({ version, wantedVersion }: Runner): string {
  if (version === undefined) return "–";
  return wantedVersion === undefined || wantedVersion === version ? version : `${version}, of ${wantedVersion}`;
}
