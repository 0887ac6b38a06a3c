import { Button } from "antd";
import { usePages } from "../../client/use-pages.ts";
import { EmptyState } from "../../common/empty-state.tsx";
import { ChoiceFilter, DayFilter, FilterBar, SearchFilter } from "../../common/filter-bar.tsx";
import { OperationList } from "../../common/operation-list.tsx";
import { Page } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { given, useFilters } from "../../common/use-filters.ts";
import { Visible } from "../../common/visible.tsx";

/** Who did what, and what was refused. */
export function Audit() {
  const [filters, change] = useFilters(["operation", "actor", "from", "to"]);
  const { items: members = [] } = usePages("members.list", {});
  const { operation, actor, from, to } = filters;
  const asked = {
    ...given({ operation, actor }),
    ...(from === "" ? {} : { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to === "" ? {} : { to: new Date(`${to}T23:59:59.999`).toISOString() }),
  };
  const exported = (format: "csv" | "jsonl"): string =>
    `/api/v1/audit/export?${new URLSearchParams({ ...asked, format })}`;
  const filtered = Object.values(filters).some((value) => value !== "");
  return (
    <Page
      title="Audit"
      about="What was done and what was refused. Its entries cannot be changed."
      actions={
        <>
          <Button href={exported("csv")} download>
            Export as CSV
          </Button>
          <Button href={exported("jsonl")} download>
            As JSON lines
          </Button>
        </>
      }
    >
      <FilterBar>
        <SearchFilter label="Operation" value={operation} onChange={(next) => change({ operation: next })} />
        <ChoiceFilter
          label="Who"
          all="Everybody"
          value={actor}
          choices={members.map(({ userId, name }) => ({ value: userId, label: name }))}
          onChange={(next) => change({ actor: next })}
        />
        <DayFilter label="From" value={from} onChange={(next) => change({ from: next })} />
        <DayFilter label="To" value={to} onChange={(next) => change({ to: next })} />
      </FilterBar>
      <OperationList
        label="Audit"
        operation="audit.list"
        input={asked}
        columns={[
          { title: "When", narrow: true, cell: ({ at }) => <RelativeTime at={at} /> },
          { title: "Who", cell: ({ actor: who }) => (who.kind === "user" ? who.name : `${who.name} (${who.kind})`) },
          { title: "Operation", cell: (each) => <OperationName name={each.operation} /> },
          {
            title: "About",
            rank: 2,
            cell: ({ target, targetId, targetName }) =>
              target === undefined ? null : (
                <span title={targetId}>
                  {target} {targetName === undefined ? endOf(targetId) : <Visible>{targetName}</Visible>}
                </span>
              ),
          },
          { title: "Outcome", rank: 2, narrow: true, cell: ({ outcome }) => outcome },
          {
            title: "More",
            rank: 3,
            cell: ({ detail }) => detailWords(detail),
          },
        ]}
        rowKey={({ id }) => id}
        empty={<EmptyState title={filtered ? "Nothing is like that" : "Nothing was done yet"} />}
      />
    </Page>
  );
}

/** `by link, address 127.0.0.1` */
function detailWords(detail: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(detail).map(([name, value]) => {
    return `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
  return words.join(", ");
}

/** In a narrow place it goes on in a new line after its point or a hyphen. */
function OperationName({ name }: { readonly name: string }) {
  return (
    <code>{name.split(/(?<=[.-])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={part} />, part]))}</code>
  );
}

/** Ids begin with their time: what was made together is told apart by their ends. */
function endOf(id = ""): string {
  return id.length > shownEnd ? `…${id.slice(-shownEnd)}` : id;
}

const shownEnd = 8;
