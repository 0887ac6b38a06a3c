import styles from "./fields.module.css";
import { Field } from "./fields.tsx";
import { NotYet } from "./not-yet.tsx";
import { PairsField } from "./pairs-field.tsx";
import { type PanelContext, wrongAt } from "./panel-context.ts";
import { SchemaFields } from "./schema-fields.tsx";
import { isRecord, member } from "./written.ts";

/** Where it runs, and what runs beside it. */
export function ContainerPart({ context }: { readonly context: PanelContext }) {
  const services = member(context.written, "services");
  return (
    <>
      <NotYet of="image" what="Images, services and limits of the network" />
      <SchemaFields
        context={context}
        of="Stage"
        fields={[
          {
            key: "image",
            name: "Image",
            about: "A container to run in",
            placeholder: "None: where the executor says",
          },
        ]}
      />
      <Field name="Services" about="Containers beside the stage, by host name" wrong={wrongAt(context, "services")}>
        {() => (
          <PairsField
            context={context}
            path={["services"]}
            name="service"
            beginning={{ image: "postgres:17" }}
            inside={(service) => (isRecord(service) ? ["image"] : [])}
            shown={(service) => (isRecord(service) ? service.image : service)}
          />
        )}
      </Field>
      {Object.entries(isRecord(services) ? services : {}).map(([name, service]) =>
        isRecord(service) ? (
          <details key={name} className={styles.more}>
            <summary>More of {name}</summary>
            <SchemaFields
              context={context}
              of="Service"
              at={["services", name]}
              fields={[
                { key: "variables", name: "Variables" },
                { key: "ports", name: "Ports", placeholder: "5432" },
                { key: "ready.run", name: "Ready when this succeeds", placeholder: "pg_isready" },
                ...(service.ready === undefined
                  ? []
                  : [
                      { key: "ready.interval", name: "Asked every", placeholder: "1s" },
                      { key: "ready.timeout", name: "For at most", placeholder: "1m" },
                    ]),
              ]}
            />
          </details>
        ) : null,
      )}
      <SchemaFields
        context={context}
        of="Stage"
        fields={[
          { key: "network", name: "Reaches", placeholder: "Everything" },
          { key: "workingDirectory", name: "Folder", placeholder: "The workspace" },
          { key: "shell", name: "Shell", placeholder: "sh" },
          { key: "checkout", name: "Starts with the repository's files", standard: true },
        ]}
      />
    </>
  );
}
