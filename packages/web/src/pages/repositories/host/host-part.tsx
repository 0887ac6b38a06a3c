import { useMay } from "../../../client/use-me.ts";
import { ListTable } from "../../../common/list-table.tsx";
import { Section } from "../../../common/page.tsx";
import { Reliability } from "../../../common/reliability.tsx";
import { withCode } from "../../../common/with-code.tsx";
import { CommitBuilds } from "./commit-builds.tsx";
import { CommitReports } from "./commit-reports.tsx";
import styles from "./host.module.css";
import { HostCaches } from "./host-caches.tsx";
import { HostCi } from "./host-ci.tsx";
import { HostDownloads } from "./host-downloads.tsx";
import { HostEnvironments } from "./host-environments.tsx";
import { HostIdentity } from "./host-identity.tsx";
import { HostPermissions } from "./host-permissions.tsx";
import { HostRunners } from "./host-runners.tsx";
import { HostSchedules } from "./host-schedules.tsx";
import { HostSsh } from "./host-ssh.tsx";
import { HostVariables } from "./host-variables.tsx";
import { HostWebhooks } from "./host-webhooks.tsx";
import { HostWorkflows } from "./host-workflows.tsx";
import { RequiredBuilds } from "./required-builds.tsx";
import type { AbilityName, Host } from "./use-host.ts";

/** What a repository's host of code keeps for it; asked of the host when it is looked at. */
export function HostPart({ host }: { readonly host: Host }) {
  const mayReadVariables = useMay("variable.read");
  const mayReadWebhooks = useMay("webhook.read");
  const mayReadMembers = useMay("member.read");
  const { id, connectionId } = host.repository;
  const absent = Map.groupBy(
    kinds.filter(({ reads }) => !host.has(reads)),
    ({ reads }) => host.why(reads) ?? "",
  );
  return (
    <>
      {connectionId === undefined ? null : <Reliability connection={connectionId} repository={id} />}
      {host.has("ci.read") ? <HostCi host={host} /> : null}
      {host.has("variables.read") && mayReadVariables ? <HostVariables host={host} /> : null}
      {host.has("environments.read") ? <HostEnvironments host={host} /> : null}
      {host.has("schedules.read") ? <HostSchedules host={host} /> : null}
      {host.has("workflows.read") ? <HostWorkflows host={host} /> : null}
      {host.has("runners.read") ? <HostRunners host={host} /> : null}
      {host.has("ssh.read") ? <HostSsh host={host} /> : null}
      {host.has("identity.read") ? <HostIdentity host={host} /> : null}
      {host.has("caches.read") ? <HostCaches host={host} /> : null}
      {host.has("downloads.read") ? <HostDownloads host={host} /> : null}
      {host.has("required-builds.read") ? <RequiredBuilds host={host} /> : null}
      {host.has("builds.read") ? <CommitBuilds host={host} /> : null}
      {host.has("reports.read") ? <CommitReports host={host} /> : null}
      {host.has("webhooks.read") && mayReadWebhooks ? <HostWebhooks host={host} /> : null}
      {mayReadMembers ? <HostPermissions host={host} /> : null}
      {absent.size === 0 ? null : (
        <Section title={`Not on ${host.title}`}>
          <ListTable
            label={`Not on ${host.title}`}
            rows={[...absent]}
            rowKey={([why]) => why}
            columns={[
              { title: "What", className: styles.name, cell: ([, named]) => named.map(({ name }) => name).join(", ") },
              { title: "Why", cell: ([why]) => <>{withCode(why)}</> },
            ]}
          />
        </Section>
      )}
    </>
  );
}

const kinds: readonly { readonly name: string; readonly reads: AbilityName }[] = [
  { name: "CI", reads: "ci.read" },
  { name: "Variables", reads: "variables.read" },
  { name: "Environments", reads: "environments.read" },
  { name: "Schedules", reads: "schedules.read" },
  { name: "Workflows", reads: "workflows.read" },
  { name: "Runners", reads: "runners.read" },
  { name: "SSH", reads: "ssh.read" },
  { name: "Identity", reads: "identity.read" },
  { name: "Caches", reads: "caches.read" },
  { name: "Downloads", reads: "downloads.read" },
  { name: "Required builds", reads: "required-builds.read" },
  { name: "Builds of a commit", reads: "builds.read" },
];
