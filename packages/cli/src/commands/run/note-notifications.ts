import type { Pipeline } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";

/** What the pipeline asks for and nobody here can do is said, and keeps nothing from running. */
export function noteNotifications({ stderr }: CommandContext, { notifications }: Pipeline): void {
  if (notifications.length === 0) return;
  stderr.write("This pipeline has notifications: a server sends them, `headrace run` does not.\n");
}
