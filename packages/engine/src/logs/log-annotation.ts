import type { LogMarkKind } from "../ports/logs.ts";
import type { WorkflowCommand } from "../step-files/workflow-command.ts";

/** What `::error::`, `::warning::` and `::notice::` say, with secrets masked. */
export interface LogAnnotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string;
  /** As the program wrote it. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
}

export function annotationOf(command: WorkflowCommand): LogAnnotation | null {
  const level = command.command;
  if (level !== "error" && level !== "warning" && level !== "notice") return null;
  const { title, file, ...numbers } = command.properties;
  const line = count(numbers.line);
  const column = count(numbers.col ?? numbers.column);
  const endLine = count(numbers.endline);
  return {
    level,
    message: command.message,
    ...(title === undefined ? {} : { title }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(endLine === undefined ? {} : { endLine }),
  };
}

/** The mark that a command leaves in the log's index. */
export function markKindOf(command: WorkflowCommand): LogMarkKind | null {
  switch (command.command) {
    case "group":
    case "endgroup":
    case "error":
    case "warning":
    case "notice":
      return command.command;
    default:
      return null;
  }
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}
