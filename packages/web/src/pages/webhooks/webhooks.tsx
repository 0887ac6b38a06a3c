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
import { OperationList } from "../../common/operation-list.tsx";
import { Page, Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { ShownOnce } from "../../common/shown-once.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { kindChoices, kindOf, kindWord } from "./kinds.ts";

/** How code hosts start pipelines, by repository. */
export function Webhooks() {
  const [{ repository }, change] = useFilters(["repository"]);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ readonly url: string; readonly secret: string }>();
  const mayWrite = useMay("webhook.write");
  const { items } = usePages("repositories.list", { limit: 200 });
  const create = useAction("webhooks.create", {
    onDone: ({ url, secret }) => {
      setMaking(false);
      setMade({ url, secret });
    },
  });
  const shown = items?.filter(({ id }) => repository === "" || id === repository);
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
        <RepositoryFilter value={repository} onChange={(next) => change({ repository: next })} />
      </FilterBar>
      {shown === undefined ? <SkeletonRows /> : null}
      {shown?.length === 0 ? (
        <EmptyState title="No webhooks yet">
          They belong to a repository: <Link to={pagePaths.repositories}>add one</Link> first.
        </EmptyState>
      ) : null}
      {shown?.map(({ id, name }) => (
        <Section key={id} title={name}>
          <OperationList
            label={`Webhooks of ${name}`}
            operation="webhooks.list"
            input={{ repository: id }}
            columns={[
              {
                title: "From",
                narrow: true,
                cell: (each) => <Link to={pathTo.webhook(each.id)}>{kindWord(each.kind)}</Link>,
              },
              { title: "Address", rank: 2, cell: ({ url }) => <code>{url}</code> },
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
              <EmptyState title="No webhooks">
                A webhook lets a code host say that something was pushed, so that pipelines start by themselves.
              </EmptyState>
            }
          />
        </Section>
      ))}
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
