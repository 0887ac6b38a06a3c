import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { usePages } from "../../client/use-pages.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { NothingLikeThat } from "../../common/nothing-like-that.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page, Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { RepositoryFilter } from "../../common/repository-filter.tsx";
import { RowActions } from "../../common/row-actions.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { Visible } from "../../common/visible.tsx";
import { secretRuleWords } from "./secret-rule-words.ts";
import { SetSecret } from "./set-secret.tsx";
import { SetVariable } from "./set-variable.tsx";

/** Whose settings are shown: the organization's, a repository's, or an environment's of it. */
export interface SettingPlace {
  readonly repository?: string;
  readonly environment?: string;
}

type Open = { readonly kind: "secret" | "variable"; readonly name?: string; readonly value?: string };

/** What stages are given beside their text. Values of secrets are never shown, to nobody. */
export function Secrets() {
  const [filters, change] = useFilters(["repository", "environment", "search"]);
  const [open, setOpen] = useState<Open>();
  const maySetSecret = useMay("secret.write");
  const maySetVariable = useMay("variable.write");
  const { items: environments = [] } = usePages(
    "environments.list",
    { repository: filters.repository, limit: 200 },
    { enabled: filters.repository !== "" },
  );
  // An environment names its repository by itself.
  const place: SettingPlace =
    filters.environment === ""
      ? given({ repository: filters.repository })
      : given({ environment: filters.environment });
  const input = { ...place, ...given({ search: filters.search }) };
  const close = (): void => setOpen(undefined);
  return (
    <Page
      title="Secrets and variables"
      about="An environment's counts before its repository's, and that before the organization's."
    >
      <FilterBar>
        <SearchFilter label="Name" value={filters.search} onChange={(search) => change({ search })} />
        <RepositoryFilter
          all="Of the organization"
          value={filters.repository}
          onChange={(repository) => change({ repository, environment: "" })}
        />
        {filters.repository === "" || environments.length === 0 ? null : (
          <ChoiceFilter
            label="Environment"
            all="Of the repository"
            value={filters.environment}
            choices={environments.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(environment) => change({ environment })}
          />
        )}
      </FilterBar>
      <Section
        title="Secrets"
        actions={maySetSecret ? <Button onClick={() => setOpen({ kind: "secret" })}>New secret</Button> : undefined}
      >
        <OperationList
          label="Secrets"
          operation="secrets.list"
          input={input}
          columns={[
            { title: "Name", cell: ({ name }) => <code>{name}</code> },
            { title: "Given to", rank: 2, cell: ({ rules }) => secretRuleWords(rules) },
            {
              title: "Last used",
              rank: 3,
              narrow: true,
              cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? "never" : <RelativeTime at={lastUsedAt} />),
            },
            { title: "Changed by", rank: 3, cell: ({ updatedBy }) => updatedBy },
            {
              title: "Changed",
              rank: 2,
              narrow: true,
              figures: true,
              cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
            },
            {
              title: "Actions",
              untitled: true,
              narrow: true,
              cell: ({ id, name }) =>
                maySetSecret ? (
                  <RowActions>
                    <Button
                      size="small"
                      onClick={() => setOpen({ kind: "secret", name })}
                      aria-label={`Change ${name}`}
                    >
                      Change
                    </Button>
                    <ConfirmButton
                      small
                      label="Remove"
                      operation="secrets.delete"
                      input={{ secret: id }}
                      question={`Remove ${name}?`}
                    >
                      <p>Stages that name it fail from now on. Its value cannot be brought back.</p>
                    </ConfirmButton>
                  </RowActions>
                ) : null,
            },
          ]}
          rowKey={({ id }) => id}
          empty={
            filters.search === "" ? (
              <EmptyState title="No secrets">
                A secret is sealed here and given to stages that name it. Nobody can read it again, and logs mask it.
              </EmptyState>
            ) : (
              <NothingLikeThat what="secret" onClear={() => change({ search: "" })} />
            )
          }
        />
      </Section>
      <Section
        title="Variables"
        actions={
          maySetVariable ? <Button onClick={() => setOpen({ kind: "variable" })}>New variable</Button> : undefined
        }
      >
        <OperationList
          label="Variables"
          operation="variables.list"
          input={input}
          columns={[
            { title: "Name", cell: ({ name }) => <code>{name}</code> },
            {
              title: "Value",
              cell: ({ value }) => (
                <code>
                  <Visible>{value}</Visible>
                </code>
              ),
            },
            { title: "Changed by", rank: 3, cell: ({ updatedBy }) => updatedBy },
            {
              title: "Changed",
              rank: 2,
              narrow: true,
              figures: true,
              cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
            },
            {
              title: "Actions",
              untitled: true,
              narrow: true,
              cell: ({ id, name, value }) =>
                maySetVariable ? (
                  <RowActions>
                    <Button
                      size="small"
                      onClick={() => setOpen({ kind: "variable", name, value })}
                      aria-label={`Change ${name}`}
                    >
                      Change
                    </Button>
                    <ConfirmButton
                      small
                      label="Remove"
                      operation="variables.delete"
                      input={{ variable: id }}
                      question={`Remove ${name}?`}
                    >
                      <p>Stages no longer begin with it.</p>
                    </ConfirmButton>
                  </RowActions>
                ) : null,
            },
          ]}
          rowKey={({ id }) => id}
          empty={
            filters.search === "" ? (
              <EmptyState title="No variables">Pipelines begin with them, as with environment variables.</EmptyState>
            ) : (
              <NothingLikeThat what="variable" onClear={() => change({ search: "" })} />
            )
          }
        />
      </Section>
      {open?.kind === "secret" ? (
        <SetSecret place={place} {...(open.name === undefined ? {} : { name: open.name })} onClose={close} />
      ) : null}
      {open?.kind === "variable" ? <SetVariable place={place} {...open} onClose={close} /> : null}
    </Page>
  );
}
