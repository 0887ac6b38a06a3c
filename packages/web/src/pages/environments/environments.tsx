import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { usePages } from "../../client/use-pages.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { EnvironmentList } from "./environment-list.tsx";

/** Where things are deployed to, by repository. */
export function Environments() {
  const [{ repository }, change] = useFilters(["repository"]);
  const [making, setMaking] = useState(false);
  const mayWrite = useMay("environment.write");
  const { items, problem, again } = usePages("repositories.list", { limit: 200 });
  const create = useAction("environments.create", { onDone: () => setMaking(false) });
  const shown = items?.filter(({ id }) => repository === "" || id === repository);
  return (
    <Page
      title="Environments"
      actions={
        mayWrite && items !== undefined && items.length > 0 ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            New environment
          </Button>
        ) : undefined
      }
    >
      <FilterBar>
        <RepositoryFilter value={repository} onChange={(next) => change({ repository: next })} />
      </FilterBar>
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      {shown === undefined && problem === null ? <SkeletonRows /> : null}
      {shown?.length === 0 ? (
        <EmptyState title="No environments yet">
          They belong to a repository: <Link to={pagePaths.repositories}>add one</Link> first.
        </EmptyState>
      ) : null}
      {shown?.map(({ id, name }) => (
        <Section key={id} title={name}>
          <EnvironmentList repository={id} />
        </Section>
      ))}
      {making ? (
        <FormDialog
          title="New environment"
          button="Make it"
          fields={[
            {
              name: "repository",
              label: "Repository",
              kind: "choice",
              choices: items?.map(({ id, name }) => ({ value: id, label: name })) ?? [],
            },
            { name: "name", label: "Name", placeholder: "production" },
            { name: "url", label: "Where it is seen", optional: true, placeholder: "https://shop.example.org" },
          ]}
          initial={{ repository: repository === "" ? items?.[0]?.id : repository }}
          busy={create.isPending}
          problem={create.error}
          onSubmit={(values) =>
            create.mutate({
              repository: textOf(values, "repository"),
              name: textOf(values, "name"),
              ...givenText(values, "url"),
            })
          }
          onClose={() => setMaking(false)}
        >
          <p>Its rules are set on its own page.</p>
        </FormDialog>
      ) : null}
    </Page>
  );
}
