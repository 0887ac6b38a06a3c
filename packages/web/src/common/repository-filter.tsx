import { useAll } from "../client/use-all.ts";
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
  const { items = [] } = useAll("repositories.list", {});
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
