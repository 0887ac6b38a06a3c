import type { ExecutionEvent } from "@headrace/execution";
import { formatDuration } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { createDrain } from "./create-drain.ts";
import { onlyColors } from "./only-colors.ts";
import type { Reporter } from "./reporter.ts";
import { statusWord } from "./status.ts";
import { createStyle } from "./style.ts";
import { visible } from "./visible.ts";

/** Plain lines, each with the stage it belongs to: for pipes, files and other CI systems. */
export function createPlainReporter(context: CommandContext): Reporter {
  const style = createStyle(context.color);
  const say = (subject: string, text: string): void => {
    context.stdout.write(`${style.cyan(visible(subject))} | ${visible(text)}\n`);
  };
  return {
    observer: {
      event: (event) => {
        const line = sentence(event);
        if (line !== null) say(line.subject, line.text);
      },
      log(batch, origin) {
        const prefix = `${style.cyan(visible(origin.instance))} | `;
        const printed = batch.bytes.toString("utf8");
        const text = context.stdout.isTTY === true ? onlyColors(printed) : printed;
        const body = text.endsWith("\n") ? text.slice(0, -1) : text;
        context.stdout.write(`${prefix}${body.replaceAll("\n", `\n${prefix}`)}\n`);
      },
      ready: createDrain(context.stdout),
      notice: (message) => context.stderr.write(`${message}\n`),
    },
    finish: async () => {},
  };
}

/** What a person wants to know of an event, if anything. */
function sentence(event: ExecutionEvent): { subject: string; text: string } | null {
  switch (event.type) {
    case "stage.started":
      return { subject: event.instance, text: event.attempt === 1 ? "started" : `started, attempt ${event.attempt}` };
    case "approval.requested":
      return {
        subject: event.instance,
        text: `waits for ${event.minimum === 1 ? "an approval" : `${event.minimum} approvals`}`,
      };
    case "approval.decided": {
      const word = event.decision === "approve" ? "approved" : "rejected";
      return {
        subject: event.instance,
        text: `${word} by ${event.by}${event.comment === undefined ? "" : `: ${event.comment}`}`,
      };
    }
    case "rollback.started":
      return { subject: event.instance, text: `rolling back: ${event.reason}` };
    case "stage.retrying":
      return {
        subject: event.instance,
        text: `attempt ${event.attempt} ended: ${statusWord(event.outcome)}; trying again`,
      };
    case "stage.skipped":
      return { subject: event.instance, text: `skipped: ${event.detail}` };
    case "stage.reused":
      return { subject: event.instance, text: `reused from execution ${event.from.executionId}` };
    case "stage.finished":
      return {
        subject: event.instance,
        text: `${statusWord(event.allowed ? "allowed" : event.outcome)} in ${formatDuration(event.durationMs)}${event.message === undefined ? "" : `: ${event.message}`}`,
      };
    default:
      return null;
  }
}
