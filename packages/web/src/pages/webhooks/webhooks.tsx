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
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { repositoryColumn } from "../../common/repository-column.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { ShownOnce } from "../../common/shown-once.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { useRepositoryNames } from "../../common/use-names.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { kindChoices, kindOf, kindWord } from "./kinds.ts";

/** How code hosts start pipelines. */
export function Webhooks() {
  const [{ search, repository }, change] = useFilters(["search", "repository"]);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ readonly url: string; readonly secret: string }>();
  const mayWrite = useMay("webhook.write");
  const { items, problem, again } = useAll("repositories.list", {});
  const create = useAction("webhooks.create", {
    onDone: ({ url, secret }) => {
      setMaking(false);
      setMade({ url, secret });
    },
  });
  const names = useRepositoryNames();
  return (
    <Page
      title="Webhooks"
      actions={
        mayWrite && items !== undefined && items.length > 0 ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            New webhook
          </Button>
        ) : undefined
      }
    >
      <FilterBar>
        <SearchFilter label="Repository or code host" value={search} onChange={(next) => change({ search: next })} />
        <RepositoryFilter value={repository} onChange={(next) => change({ repository: next })} />
      </FilterBar>
      {problem === null ? null : <ProblemNotice problem={problem} again={again} />}
      {items?.length === 0 ? (
        <EmptyState title="No webhooks yet">
          They belong to a repository: <Link to={pagePaths.repositories}>add one</Link> first.
        </EmptyState>
      ) : (
        <OperationList
          label="Webhooks"
          operation="webhooks.list"
          input={given({ search, repository })}
          columns={[
            {
              title: "From",
              narrow: true,
              cell: (each) => <Link to={pathTo.webhook(each.id)}>{kindWord(each.kind)}</Link>,
            },
            repositoryColumn(names),
            { title: "Address", rank: 3, cell: ({ url }) => <code>{url}</code> },
            {
              title: "State",
              cell: ({ enabled, lastRefusal }) =>
                lastRefusal === undefined ? (enabled ? "on" : "off") : `last refused: ${lastRefusal.why}`,
            },
            {
              title: "Made",
              rank: 2,
              narrow: true,
              figures: true,
              cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
            },
          ]}
          rowKey={(each) => each.id}
          empty={
            search === "" && repository === "" ? (
              <EmptyState title="No webhooks yet">
                A webhook lets a code host say that something was pushed, so that pipelines start by themselves.
              </EmptyState>
            ) : (
              <NothingLikeThat what="webhook" onClear={() => change({ search: "", repository: "" })} />
            )
          }
        />
      )}
      {making ? (
        <FormDialog
          title="New webhook"
          button="Make it"
          fields={[
            {
              name: "repository",
              label: "Repository",
              kind: "choice",
              choices: items?.map(({ id, name }) => ({ value: id, label: name })) ?? [],
            },
            { name: "kind", label: "From", kind: "choice", choices: kindChoices },
            { name: "secret", label: "Secret", kind: "password", optional: true, hint: "Made by us where it is empty" },
          ]}
          initial={{ repository: repository === "" ? items?.[0]?.id : repository, kind: "github" }}
          busy={create.isPending}
          problem={create.error}
          onSubmit={(values) =>
            create.mutate({
              repository: textOf(values, "repository"),
              kind: kindOf(textOf(values, "kind")),
              ...givenText(values, "secret"),
            })
          }
          onClose={() => setMaking(false)}
        />
      ) : null}
      {made === undefined ? null : (
        <ShownOnce title="The webhook's secret" text={made.secret} onClose={() => setMade(undefined)}>
          <p>
            Give the code host this address, <code>{made.url}</code>, and this secret. The secret is shown only now.
          </p>
        </ShownOnce>
      )}
    </Page>
  );
}
