import { newPipeline } from "@headrace/pipeline/edit";
import { Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { usePages } from "../../client/use-pages.ts";
import { useTitle } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { DesignerBar } from "./designer-bar.tsx";
import styles from "./designer-page.module.css";
import { Field } from "./panel/fields.tsx";
import { PipelineDesigner } from "./pipeline-designer.tsx";
import { useDocument } from "./use-document.ts";
import { useReading } from "./use-reading.ts";
import { useViews } from "./use-views.ts";

/** A pipeline that nobody keeps yet: it is drawn first, and named when it is saved. */
export function NewDesigner({ initial, repository }: { readonly initial?: string; readonly repository?: string }) {
  const document = useDocument(initial ?? newPipeline("new-pipeline"));
  const reading = useReading(document.text);
  const views = useViews();
  const [naming, setNaming] = useState(false);
  useTitle("New pipeline");
  return (
    <div className={styles.page}>
      <DesignerBar
        name="New pipeline"
        trail={<Link to={pagePaths.pipelines}>Pipelines</Link>}
        state="Not saved yet"
        document={document}
        views={views}
        problems={reading.check?.problems.length ?? 0}
      >
        <Button size="small" type="primary" onClick={() => setNaming(true)}>
          Save
        </Button>
      </DesignerBar>
      <PipelineDesigner
        document={document}
        reading={reading}
        views={views}
        forecast={undefined}
        secrets={none}
        environments={none}
        stageActions={() => null}
      />
      {naming ? (
        <NameDialog
          text={document.text}
          suggested={reading.shape?.outline?.name ?? ""}
          {...(repository === undefined ? {} : { repository })}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </div>
  );
}

const none: readonly string[] = [];

function NameDialog({
  text,
  suggested,
  repository,
  onClose,
}: {
  readonly text: string;
  readonly suggested: string;
  readonly repository?: string;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const repositories = usePages("repositories.list", {});
  const [name, setName] = useState(suggested === "new-pipeline" ? "" : suggested);
  const [chosen, setChosen] = useState(repository);
  const place = chosen ?? repositories.items?.[0]?.id;
  const create = useAction("pipelines.create", {
    onDone: ({ id }) => void navigate(pathTo.designer(id), { replace: true }),
  });
  return (
    <Modal
      open
      title="Save the pipeline"
      okText="Save"
      okButtonProps={{ disabled: name.trim() === "" || place === undefined }}
      confirmLoading={create.isPending}
      onCancel={onClose}
      onOk={() => {
        if (place !== undefined) create.mutate({ name: name.trim(), repository: place, text });
      }}
    >
      <p>It becomes a draft: it can be run at once, and its triggers start it when you activate it.</p>
      <Field name="Name">
        {(id) => (
          <Input
            id={id}
            autoFocus
            value={name}
            placeholder="web-app"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field name="Repository">
        {(id) => (
          <Select
            id={id}
            value={place ?? null}
            options={repositories.items?.map((each) => ({ value: each.id, label: each.name })) ?? []}
            onChange={setChosen}
          />
        )}
      </Field>
      {create.error === null ? null : <ProblemNotice problem={create.error} />}
    </Modal>
  );
}
