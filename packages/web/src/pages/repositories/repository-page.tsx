import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { Page } from "../../common/page.tsx";
import { PartTabs } from "../../common/part-tabs.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { ReasonedButton } from "../../common/reasoned-button.tsx";
import { RemoveButton } from "../../common/remove-button.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { usePageActions } from "../../shell/actions.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { ChangeRepository } from "./change-repository.tsx";
import { CiOff } from "./host/ci-off.tsx";
import { HostPart } from "./host/host-part.tsx";
import { RunThere } from "./host/run-there.tsx";
import { useHost } from "./host/use-host.ts";
import { RepositoryOverview } from "./repository-overview.tsx";

/** One repository: what belongs to it here, and what its host of code keeps for it. */
export function RepositoryPage() {
  const { repository: id = "" } = useParams();
  const navigate = useNavigate();
  const [{ tab }] = useFilters(["tab"]);
  const [open, setOpen] = useState<"change" | "run">();
  const close = (): void => setOpen(undefined);
  const mayWrite = useMay("repository.write");
  const mayRun = useMay("pipeline.run");
  const { data, error, refetch } = useOperation("repositories.get", { repository: id });
  const host = useHost(data);
  const canRun = mayRun && host !== undefined && host.why("runs.start") === undefined;
  usePageActions(
    canRun ? [{ name: `Run on ${host.title}`, section: "Repository", keys: "r", run: () => setOpen("run") }] : [],
  );
  const trail = <Link to={pagePaths.repositories}>Repositories</Link>;
  if (data === undefined) {
    return (
      <Page title="Repository" trail={trail}>
        {error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const actions = (
    <>
      {mayWrite ? (
        <>
          <Button onClick={() => setOpen("change")}>Change</Button>
          <RemoveButton
            label="Remove"
            operation="repositories.delete"
            target={{ repository: id }}
            question={`Remove ${data.name}?`}
            changes={["pipelines", "environments", "webhooks"]}
            onDone={() => void navigate(pagePaths.repositories)}
          >
            <p>Its pipelines, environments, secrets and webhooks are removed with it. This cannot be undone.</p>
            <p>The code itself stays where it is.</p>
          </RemoveButton>
        </>
      ) : null}
      {mayRun && host !== undefined ? (
        <ReasonedButton why={host.why("runs.start")} type="primary" onClick={() => setOpen("run")}>
          {`Run on ${host.title}`}
        </ReasonedButton>
      ) : null}
    </>
  );
  const isOnHost = tab === "host" && data.connectionId !== undefined;
  return (
    <Page title={data.name} trail={trail} about={data.description} actions={actions}>
      {host === undefined ? null : (
        <PartTabs
          label="Parts of this repository"
          parameter="tab"
          tabs={[
            { key: "here", label: "Here" },
            { key: "host", label: `On ${host.title}` },
          ]}
          current={isOnHost ? "host" : "here"}
          drop={["variables", "runners", "commit"]}
        />
      )}
      {isOnHost ? (
        host === undefined ? (
          <SkeletonRows />
        ) : (
          <HostPart host={host} />
        )
      ) : (
        <>
          {host === undefined ? null : <CiOff host={host} />}
          <RepositoryOverview repository={data} />
        </>
      )}
      {open === "change" ? <ChangeRepository repository={data} onClose={close} /> : null}
      {open === "run" && host !== undefined ? <RunThere host={host} onClose={close} /> : null}
    </Page>
  );
}
