import { useAll } from "../client/use-all.ts";
import { ChoiceFilter } from "./filter-bar.tsx";

/** Chooses one of what runs of a repository on its host of code; nothing where nothing does. */
export function HostPipelineFilter({
  repository,
  value,
  onChange,
}: {
  readonly repository: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { items = [] } = useAll("pipelines.list-on-hosts", { repository });
  if (items.length === 0) return null;
  return (
    <ChoiceFilter
      label="Pipeline on its host"
      all="Every pipeline on its host"
      value={value}
      choices={items.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={onChange}
    />
  );
}
