import { Checkbox, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { Field } from "./panel/fields.tsx";
import { templateCategories } from "./template-categories.ts";

/** Keeps the saved text for others to begin with. */
export function TemplateDialog({
  pipeline,
  name,
  onClose,
}: {
  readonly pipeline: string;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [title, setTitle] = useState(name);
  const [description, setDescription] = useState("");
  const [category, setCategory] = useState<(typeof templateCategories)[number]>("custom");
  const [shared, setShared] = useState(true);
  const keep = useAction("pipelines.save-as-template", { changes: ["templates"], onDone: onClose });
  return (
    <Modal
      open
      title="Save as a template"
      okText="Save"
      confirmLoading={keep.isPending}
      onCancel={onClose}
      onOk={() => keep.mutate({ pipeline, name: title, description, category, shared })}
    >
      <Field name="Name">
        {(id) => <Input id={id} value={title} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      <Field name="What it is for">
        {(id) => <Input id={id} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      <Field name="Kind">
        {(id) => (
          <Select
            id={id}
            value={category}
            options={templateCategories.map((each) => ({ value: each, label: each }))}
            onChange={setCategory}
          />
        )}
      </Field>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        For everybody in the organization
      </Checkbox>
      {keep.error === null ? null : <ProblemNotice problem={keep.error} />}
    </Modal>
  );
}
