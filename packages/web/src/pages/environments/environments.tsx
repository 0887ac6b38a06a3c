import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useAll } from "../../client/use-all.ts";
import { useMay } from "../../client/use-me.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { FormDialog } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { EnvironmentList } from "./environment-list.tsx";

/** Where things are deployed to. */
export function Environments() {
  const [{ search, repository }, change] = useFilters(["search", "repository"]);
  const [making, setMaking] = useState(false);
  const mayWrite = useMay("environment.write");
  const { items, problem, again } = useAll("repositories.list", {});
  const create = useAction("environments.create", { onDone: () => setMaking(false) });
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
        <SearchFilter label="Name" value={search} onChange={(next) => change({ search: next })} />
        <RepositoryFilter value={repository} onChange={(next) => change({ repository: next })} />
      </FilterBar>
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      {items?.length === 0 ? (
        <EmptyState title="No environments yet">
          They belong to a repository: <Link to={pagePaths.repositories}>add one</Link> first.
        </EmptyState>
      ) : (
        <EnvironmentList
          {...given({ repository, search })}
          namesRepository
          onClear={() => change({ search: "", repository: "" })}
        />
      )}
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
