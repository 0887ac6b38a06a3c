import type { Problem } from "@headrace/app/client";
import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { Facts, Figures } from "../../common/facts.tsx";
import { formatBytes } from "../../common/format-bytes.ts";
import { formatMinutes } from "../../common/format-duration.ts";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { limitFacts } from "./limit-facts.ts";
import { LimitsDialog } from "./limits-dialog.tsx";
import { Upkeep } from "./upkeep.tsx";

/** How the server is, what it runs on, and what the organization uses of it. */
export function System() {
  const [changing, setChanging] = useState(false);
  const mayChange = useMay("organization.write");
  const { data: version } = useOperation("system.version", {});
  const { data: readiness, error: unready } = useOperation("system.readiness", {}, { every: 10_000 });
  const { data: usage, error: noUsage } = useOperation("limits.usage", {}, { every: 10_000 });
  const { data: limits } = useOperation("limits.get", {});
  const { data: machine } = useOperation("system.machine", {});
  const { data: retention } = useOperation("retention.plan", {}, { enabled: mayChange });
  const checks = unready === null ? (readiness?.checks ?? []) : checksOf(unready);
  return (
    <Page
      title="System"
      aside={
        unready === null ? (
          <StatusMark status="success">{readiness === undefined ? "looking" : "ready"}</StatusMark>
        ) : (
          <StatusMark status="infrastructure">not ready</StatusMark>
        )
      }
      about={version === undefined ? undefined : `Headrace ${version.version}`}
    >
      {unready === null ? null : <ProblemNotice problem={unready} />}
      {noUsage === null ? null : <ProblemNotice problem={noUsage} />}
      {checks.length === 0 ? null : (
        <Section title="Readiness">
          <Facts
            facts={checks.map(({ name, ok }) => ({
              name: checkNames[name] ?? name,
              value: ok ? (
                <StatusMark status="success">well</StatusMark>
              ) : (
                <StatusMark status="infrastructure">{checkMends[name] ?? "broken"}</StatusMark>
              ),
            }))}
          />
        </Section>
      )}
      <Section title="In use">
        {usage === undefined ? (
          <SkeletonRows rows={2} />
        ) : (
          <Figures
            figures={[
              { name: "Executions kept", value: usage.executions.toLocaleString() },
              { name: "Running and waiting", value: usage.executionsUnended.toLocaleString() },
              { name: "Minutes of stages this month", value: formatMinutes(usage.executionMinutes) },
              { name: "Artifacts", value: formatBytes(usage.artifacts.bytes) },
              { name: "Caches", value: formatBytes(usage.caches.bytes) },
            ]}
          />
        )}
      </Section>
      <Section
        title="Limits"
        actions={
          mayChange && limits !== undefined ? <Button onClick={() => setChanging(true)}>Change</Button> : undefined
        }
      >
        {limits === undefined ? <SkeletonRows rows={3} /> : <Facts facts={limitFacts(limits)} />}
      </Section>
      {retention === undefined ? null : (
        <Section title="Due to be removed">
          <Facts
            facts={[
              { name: "Executions", value: amount(retention.executions) },
              { name: "Logs", value: amount(retention.logs) },
              { name: "Artifacts", value: amount(retention.artifacts) },
              { name: "Caches", value: amount(retention.caches) },
            ]}
          />
        </Section>
      )}
      <Section title="Where stages run">
        {machine === undefined ? (
          <SkeletonRows rows={3} />
        ) : (
          <Facts
            facts={[
              { name: "System", value: `${machine.platform} ${machine.release}, ${machine.arch}` },
              ...Object.entries(machine.tools).map(([name, value]) => ({ name, value })),
            ]}
          />
        )}
      </Section>
      {mayChange ? <Upkeep /> : null}
      <Section title="For programs">
        <Facts
          facts={[
            { name: "Reference", value: <a href="/api/docs">Every operation with an example</a> },
            { name: "OpenAPI", value: <a href="/api/openapi.json">openapi.json</a> },
            { name: "Prometheus", value: <a href="/api/v1/metrics">What the server measures</a> },
          ]}
        />
      </Section>
      {changing && limits !== undefined ? <LimitsDialog limits={limits} onClose={() => setChanging(false)} /> : null}
    </Page>
  );
}

const checkNames: Readonly<Record<string, string>> = {
  database: "The database takes writes",
  "data directory": "The data directory can be read and written",
  disk: "The disk has room",
};

const checkMends: Readonly<Record<string, string>> = {
  database: "no: look at the server's log, and whether the database answers",
  "data directory": "no: give the server's user the directory back",
  disk: "less than 256 MB are free: make room, or shorten how long things are kept",
};

interface Check {
  readonly name: string;
  readonly ok: boolean;
}

/** Where the server is not ready, its problem says which checks failed. */
function checksOf(problem: Problem | null): readonly Check[] {
  const checks = problem?.detail.checks;
  return Array.isArray(checks)
    ? checks.map((each) => {
        const { name, ok }: { readonly name?: unknown; readonly ok?: unknown } = Object(each);
        return { name: String(name), ok: ok === true };
      })
    : [];
}

function amount({ count, bytes }: { readonly count: number; readonly bytes: number }): string {
  return count === 0 ? "none" : `${count.toLocaleString()}, ${formatBytes(bytes)}`;
}
