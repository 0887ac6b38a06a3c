import { Cards } from "./cards.tsx";
import { ExpressionField } from "./expression-field.tsx";
import { ListField, TextField } from "./fields.tsx";
import type { PanelContext } from "./panel-context.ts";
import { SchemaFields } from "./schema-fields.tsx";
import { listOf, member } from "./written.ts";

/** What it keeps: artifacts, caches, reports; and what these must hold. */
export function FilesPart({ context }: { readonly context: PanelContext }) {
  const { written, set } = context;
  const paths = (key: "artifacts" | "cache", placeholder: string) => (item: unknown, place: number) => (
    <ListField
      id={`${key}-${place}`}
      label={`Files of ${key === "cache" ? "the cache" : "the artifact"}`}
      value={member(item, "paths")}
      placeholder={placeholder}
      onCommit={(list) => set([key, place, "paths"], list ?? [])}
    />
  );
  return (
    <>
      <h4>Artifacts</h4>
      <Cards
        list={listOf(member(written, "artifacts"))}
        name="artifact"
        adding="Add an artifact"
        onAdd={(place) =>
          set(["artifacts", place], { name: place === 0 ? "files" : `files-${place + 1}`, paths: ["dist/**"] })
        }
        onRemove={(place) => set(["artifacts", place], undefined)}
        head={(item, place) => (
          <TextField
            value={member(item, "name")}
            label="Name of the artifact"
            mono
            onCommit={(name) => set(["artifacts", place, "name"], name)}
          />
        )}
      >
        {paths("artifacts", "dist/**")}
      </Cards>
      <h4>Caches</h4>
      <Cards
        list={listOf(member(written, "cache"))}
        name="cache"
        adding="Add a cache"
        onAdd={(place) => set(["cache", place], { key: "deps-${{ hashFiles('package-lock.json') }}", paths: [".npm"] })}
        onRemove={(place) => set(["cache", place], undefined)}
        head={(item, place) => (
          <ExpressionField
            context={context}
            path={["cache", place, "key"]}
            value={member(item, "key")}
            label="Key of the cache"
            onCommit={(key) => set(["cache", place, "key"], key)}
          />
        )}
      >
        {paths("cache", ".npm")}
      </Cards>
      <SchemaFields
        context={context}
        of="Stage"
        fields={[
          { key: "reports.junit", name: "JUnit reports", placeholder: "reports/*.xml" },
          { key: "reports.coverage.path", name: "Coverage report", placeholder: "coverage/lcov.info" },
        ]}
      />
    </>
  );
}

/** What must hold of what it reported: else it fails. */
export function GatesPart({ context }: { readonly context: PanelContext }) {
  return (
    <SchemaFields
      context={context}
      of="Stage"
      fields={[
        { key: "gates.coverage", name: "Least line coverage, percent", about: "Of the coverage report" },
        { key: "gates.passRate", name: "Least share of passed tests, percent", about: "Of the JUnit reports" },
        { key: "gates.warnings", name: "Most warnings", about: "Printed with ::warning::" },
      ]}
    />
  );
}

/** When an earlier result is taken instead. */
export function ReusePart({ context }: { readonly context: PanelContext }) {
  return (
    <SchemaFields
      context={context}
      of="Stage"
      fields={[
        {
          key: "reuse.inputs",
          name: "Not run again while these files are the same",
          placeholder: "src/**",
        },
      ]}
    />
  );
}
