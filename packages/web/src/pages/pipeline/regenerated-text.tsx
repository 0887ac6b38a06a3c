import type { OutputOf, Problem } from "@headrace/app/client";
import { Button, Modal } from "antd";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { sentence } from "../../common/sentence.ts";
import { SideBySide } from "../designer/side-by-side.tsx";

/** What a pipeline would be, made of its template again, beside what it is. */
export function RegeneratedText({
  found,
  busy,
  problem,
  onSave,
  onBack,
  onClose,
}: {
  readonly found: OutputOf<"pipelines.regenerate">;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onSave: () => void;
  readonly onBack: () => void;
  readonly onClose: () => void;
}) {
  const { version, generatedVersion, edited, currentText, text, changes, dropped, diagnostics } = found;
  const isSame = text === currentText;
  const mistakes = diagnostics.filter(({ severity }) => severity === "error");
  return (
    <Modal
      open
      width={isSame ? 520 : 1160}
      title={isSame ? "Nothing would change" : `Save this as version ${version + 1}?`}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onBack}>Other values</Button>
          <Button type="primary" danger={edited && !isSame} loading={busy} onClick={isSame ? onClose : onSave}>
            {isSame ? "Close" : edited ? `Save over version ${version}` : "Save it"}
          </Button>
        </>
      }
    >
      {isSame ? (
        <p>The template gives the very text that version {version} has.</p>
      ) : (
        <>
          {changes === "" ? null : <p>{sentence(changes)}</p>}
          {edited ? (
            <p>
              People changed the text since version {generatedVersion} was made of the template: that is left out. It
              stays among the versions.
            </p>
          ) : null}
          {dropped.length === 0 ? null : <p>The template no longer asks for {dropped.join(", ")}.</p>}
          {mistakes.map(({ message }) => (
            <p key={message}>A mistake in it: {sentence(message)}</p>
          ))}
          <SideBySide
            left={{ name: `Version ${version}`, text: currentText }}
            right={{ name: "Of the template", text }}
          />
        </>
      )}
      {problem === null ? null : <ProblemNotice problem={problem} />}
    </Modal>
  );
}
