import { useAll } from "../client/use-all.ts";
import { ChoiceFilter } from "./filter-bar.tsx";

/** Chooses one of the pipelines by its name. */
export function PipelineFilter({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { items = [] } = useAll("pipelines.list", {});
  return (
    <ChoiceFilter
      label="Pipeline"
      all="Every pipeline"
      value={value}
      choices={items.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
    />
  );
}
