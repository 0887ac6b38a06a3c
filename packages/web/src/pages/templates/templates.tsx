import { templateCategories } from "@headrace/app/client";
import { Button } from "antd";
import { useState } from "react";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import type { ItemOf } from "../../client/use-pages.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { Visible } from "../../common/visible.tsx";
import { categoryWord } from "./category-words.ts";
import { TemplatePreview } from "./template-preview.tsx";
import styles from "./templates.module.css";
import { UseTemplate } from "./use-template.tsx";

type Template = ItemOf<"templates.list">;

/** Pipelines to begin with. */
export function Templates() {
  const [filters, change] = useFilters(["search", "category"]);
  const [using, setUsing] = useState<Template>();
  const category = templateCategories.find((each) => each === filters.category);
  const { data, error, refetch } = useOperation("templates.list", {
    ...given({ search: filters.search }),
    ...(category === undefined ? {} : { category }),
  });
  const groups = templateCategories.flatMap((each) => {
    const members = data?.items.filter((template) => template.category === each) ?? [];
    return members.length === 0 ? [] : [{ category: each, members }];
  });
  return (
    <Page title="Templates" about="A pipeline made of one is a draft: change it as you like, then run it.">
      <FilterBar>
        <SearchFilter label="Name" value={filters.search} onChange={(search) => change({ search })} />
        <ChoiceFilter
          label="Category"
          all="Every category"
          value={filters.category}
          choices={templateCategories.map((value) => ({ value, label: categoryWord(value) }))}
          onChange={(next) => change({ category: next })}
        />
      </FilterBar>
      {error === null ? null : <ProblemNotice problem={error} again={() => void refetch()} />}
      {data === undefined && error === null ? <SkeletonRows /> : null}
      {data?.items.length === 0 ? <EmptyState title="No template is like that" /> : null}
      {groups.map(({ category: each, members }) => (
        <Section key={each} title={categoryWord(each)}>
          <ul className={styles.gallery}>
            {members.map((template) => (
              <TemplateCard key={template.id} template={template} onUse={() => setUsing(template)} />
            ))}
          </ul>
        </Section>
      ))}
      {using === undefined ? null : <UseTemplate template={using} onClose={() => setUsing(undefined)} />}
    </Page>
  );
}

function TemplateCard({ template, onUse }: { readonly template: Template; readonly onUse: () => void }) {
  const mayUse = useMay("pipeline.write");
  const mayRemove = useMay("template.write") && template.origin !== "built-in";
  return (
    <li className={styles.card}>
      <h3>
        <Visible>{template.name}</Visible>
      </h3>
      <p>
        <Visible>{template.description}</Visible>
      </p>
      <TemplatePreview template={template} />
      <div className={styles.actions}>
        {mayUse ? (
          <Button size="small" onClick={onUse} aria-label={`Use it: ${template.name}`}>
            Use it
          </Button>
        ) : null}
        {mayRemove ? (
          <ConfirmButton
            small
            label="Remove"
            operation="templates.delete"
            input={{ template: template.id }}
            question={`Remove the template ${template.name}?`}
          >
            <p>Pipelines that were made of it stay.</p>
          </ConfirmButton>
        ) : null}
      </div>
    </li>
  );
}
