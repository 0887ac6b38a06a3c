import { Button, Dropdown } from "antd";
import { useServer } from "../../client/server-provider.tsx";
import { offerFile } from "./offer-file.ts";

/** What else can be done with a saved pipeline: its versions, templates, pull requests and other formats. */
export function MoreMenu({
  pipeline,
  text,
  isStored,
  onOpen,
  onPropose,
}: {
  readonly pipeline: { readonly id: string; readonly name: string };
  /** As it is drawn. */
  readonly text: string;
  readonly isStored: boolean;
  readonly onOpen: (what: "versions" | "template") => void;
  readonly onPropose: () => void;
}) {
  const { client } = useServer();
  const download = async (format: "yaml" | keyof typeof exportedAs): Promise<void> => {
    if (format === "yaml") return offerFile(new Blob([text]), `${pipeline.name}.yml`);
    const { body } = await client.bytes("pipelines.export", { pipeline: pipeline.id, format });
    offerFile(await new Response(body).blob(), exportedAs[format](pipeline.name));
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          ...(isStored
            ? [
                { key: "versions", label: "Versions" },
                { key: "template", label: "Save as a template" },
                { type: "divider" as const },
                { key: "json", label: "Export as JSON" },
                { key: "mermaid", label: "Export as Mermaid" },
                { key: "bitbucket", label: "Export for Bitbucket Pipelines" },
              ]
            : [{ key: "propose", label: "Save as a pull request" }, { type: "divider" as const }]),
          { key: "yaml", label: "Export as YAML" },
        ],
        onClick: ({ key }) => {
          if (key === "versions" || key === "template") onOpen(key);
          else if (key === "propose") onPropose();
          else if (key === "yaml" || key === "json" || key === "mermaid" || key === "bitbucket") void download(key);
        },
      }}
    >
      <Button size="small">More</Button>
    </Dropdown>
  );
}

/** The files that a server writes, by what they are called. */
const exportedAs = {
  json: (name: string) => `${name}.json`,
  mermaid: (name: string) => `${name}.mmd`,
  bitbucket: () => "bitbucket-pipelines.yml",
};
