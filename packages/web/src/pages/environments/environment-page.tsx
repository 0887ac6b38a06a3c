import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { Commit } from "../../common/commit.tsx";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { Facts } from "../../common/facts.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { statusOf } from "../../common/statuses.ts";
import { given, useFilters } from "../../common/use-filters.ts";
import { visibleText } from "../../common/visible-text.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { EnvironmentRules } from "./environment-rules.tsx";
import { RollbackDialog } from "./rollback-dialog.tsx";
import { ruleWords } from "./rule-words.ts";

const outcomes = ["success", "failed", "timedOut", "cancelled", "rejected"] as const;

/** One environment: its rules, and everything that was deployed there. */
export function EnvironmentPage() {
  const { environment: id = "" } = useParams();
  const navigate = useNavigate();
  const [filters, change] = useFilters(["outcome", "search"]);
  const [changing, setChanging] = useState(false);
  const [rollback, setRollback] = useState<string>();
  const mayWrite = useMay("environment.write");
  const mayDeploy = useMay("deployment.create");
  const { data, error, refetch } = useOperation("environments.get", { environment: id }, { every: 10_000 });
  const trail = <Link to={pagePaths.environments}>Environments</Link>;
  if (data === undefined) {
    return (
      <Page title="Environment" trail={trail}>
        {error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const outcome = outcomes.find((each) => each === filters.outcome);
  const actions = mayWrite ? (
    <>
      <Button onClick={() => setChanging(true)}>Change its rules</Button>
      <ConfirmButton
        label="Remove"
        operation="environments.delete"
        input={{ environment: id }}
        question={`Remove ${data.name}?`}
        onDone={() => void navigate(pagePaths.environments)}
      >
        <p>Its rules, secrets, variables and history are removed. What stands there is not touched.</p>
      </ConfirmButton>
    </>
  ) : undefined;
  return (
    <Page title={data.name} trail={trail} actions={actions}>
      <Facts
        facts={[
          {
            name: "Stands there",
            value:
              data.currentCommit === undefined ? (
                "nothing yet"
              ) : (
                <>
                  {data.currentVersion} <Commit id={data.currentCommit} />
                </>
              ),
          },
          {
            name: "Seen at",
            value:
              data.url === undefined ? undefined : (
                <a href={data.url} rel="noreferrer">
                  {data.url}
                </a>
              ),
          },
          { name: "Rules", value: ruleWords(data.rules).join(", ") || "none: whoever may run may deploy" },
        ]}
      />
      <Section title="Deployments">
        <FilterBar>
          <SearchFilter
            label="Version, commit or pipeline"
            value={filters.search}
            onChange={(search) => change({ search })}
          />
          <ChoiceFilter
            label="Outcome"
            all="Every outcome"
            value={filters.outcome}
            choices={outcomes.map((value) => ({ value, label: statusOf(value).word }))}
            onChange={(next) => change({ outcome: next })}
          />
        </FilterBar>
        <OperationList
          label="Deployments"
          operation="deployments.list"
          input={{
            environment: id,
            ...given({ search: filters.search }),
            ...(outcome === undefined ? {} : { outcome }),
          }}
          every={5_000}
          columns={[
            { title: "Outcome", narrow: true, cell: (each) => <StatusMark status={each.outcome ?? "running"} /> },
            {
              title: "Execution",
              cell: ({ executionId, pipeline }) => (
                <Link to={pathTo.execution(executionId)}>
                  {pipeline === undefined ? "execution" : visibleText(`${pipeline.name} #${pipeline.number}`)}
                </Link>
              ),
            },
            { title: "Version", rank: 2, cell: ({ version }) => version },
            { title: "Commit", rank: 3, narrow: true, cell: ({ commit }) => <Commit id={commit} /> },
            {
              title: "Note",
              rank: 2,
              cell: ({ current, rolledBack, rollbackTo }) =>
                current
                  ? "stands there now"
                  : rolledBack
                    ? "taken back"
                    : rollbackTo === undefined
                      ? null
                      : "a rollback",
            },
            { title: "By", rank: 3, cell: ({ triggeredBy }) => triggeredBy.name },
            { title: "When", narrow: true, figures: true, cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
            {
              title: "Actions",
              untitled: true,
              rank: 2,
              narrow: true,
              cell: (each) =>
                mayDeploy && each.outcome === "success" && !each.current ? (
                  <RowActions>
                    <Button size="small" onClick={() => setRollback(each.id)}>
                      Bring back
                    </Button>
                  </RowActions>
                ) : null,
            },
          ]}
          rowKey={(each) => each.id}
          empty={
            outcome === undefined && filters.search === "" ? (
              <EmptyState title="Nothing was deployed here yet">
                A stage deploys here that names it: <code>environment: {data.name}</code>.
              </EmptyState>
            ) : (
              <NothingLikeThat what="deployment" onClear={() => change({ outcome: "", search: "" })} />
            )
          }
        />
      </Section>
      {changing ? <EnvironmentRules environment={data} onClose={() => setChanging(false)} /> : null}
      {rollback === undefined ? null : (
        <RollbackDialog environment={data} deployment={rollback} onClose={() => setRollback(undefined)} />
      )}
    </Page>
  );
}
