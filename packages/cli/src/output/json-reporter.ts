import { type PublicLogLine, publicEvent } from "@headrace/execution";
import type { CommandContext } from "../context.ts";
import { createDrain } from "./create-drain.ts";
import type { Reporter } from "./reporter.ts";

/** One JSON object a line: the public event format, with log lines among the events. */
export function createJsonReporter(context: CommandContext, executionId: string): Reporter {
  let seq = 0;
  const print = (value: unknown): void => {
    context.stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    observer: {
      event(event) {
        seq = event.seq;
        print(publicEvent(event));
      },
      log(batch, origin) {
        const at = new Date(batch.at).toISOString();
        const { stage, instance, attempt, phase, step } = origin;
        const lines = batch.bytes.toString("utf8").split("\n");
        if (lines.at(-1) === "") lines.pop();
        const text = lines.map((line, index) => {
          const shown: PublicLogLine = {
            seq,
            at,
            type: "log",
            executionId,
            stage,
            instance,
            attempt,
            phase,
            step,
            stream: batch.stream,
            line: batch.firstLine + index,
            text: line.endsWith("\r") ? line.slice(0, -1) : line,
          };
          return JSON.stringify(shown);
        });
        context.stdout.write(`${text.join("\n")}\n`);
      },
      ready: createDrain(context.stdout),
      notice(message) {
        context.stderr.write(`${message}\n`);
      },
    },
    finish: async () => {},
  };
}
