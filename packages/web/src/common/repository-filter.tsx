import { usePages } from "../client/use-pages.ts";
import { ChoiceFilter } from "./filter-bar.tsx";

/** Chooses one of the repositories by its name. */
export function RepositoryFilter({
  value,
  onChange,
  all = "Every repository",
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What an empty value means. */
  readonly all?: string;
}) {
  const { items = [] } = usePages("repositories.list", { limit: 200 });
  return (
    <ChoiceFilter
      label="Repository"
      all={all}
      value={value}
      choices={items.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
    />
  );
}
