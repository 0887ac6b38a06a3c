import { Button } from "antd";
import styles from "./designer-page.module.css";
import type { PipelineDocument } from "./use-document.ts";
import type { SavedText, Saving } from "./use-saving.ts";

/** The pull request that is open for what is drawn. */
export function ProposedNotice({
  proposed,
  isAll,
}: {
  readonly proposed: NonNullable<Saving["proposed"]>;
  /** Nothing was drawn since. */
  readonly isAll: boolean;
}) {
  return (
    <p className={styles.notice} role="status">
      <a href={proposed.url} target="_blank" rel="noreferrer">
        Pull request {proposed.id}
      </a>{" "}
      is open. {isAll ? "What is drawn here is kept in it, until it is merged." : "What was drawn since is not in it."}
    </p>
  );
}

/** Somebody else saved, after what is drawn here was begun. */
export function OvertakenNotice({
  newest,
  document,
  saving,
}: {
  readonly newest: Pick<SavedText, "text" | "kept">;
  readonly document: PipelineDocument;
  readonly saving: Saving;
}) {
  return (
    <p className={styles.notice} role="status">
      {newest.kept.kind === "stored"
        ? `Version ${newest.kept.version} was saved meanwhile.`
        : "The file was changed meanwhile."}{" "}
      {document.text !== saving.saved ? (
        "Saving shows both side by side."
      ) : (
        <Button
          size="small"
          onClick={() => {
            document.replace(newest.text, "Take what is new");
            saving.settle({ current: newest.kept, theirs: newest.text });
          }}
        >
          Show it
        </Button>
      )}
    </p>
  );
}
