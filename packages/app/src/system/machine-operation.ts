import { describeMachine, type Machine } from "@headrace/engine/machine";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";

const machine = z.object({
  platform: z.string(),
  arch: z.string(),
  release: z.string().describe("Of the operating system"),
  tools: z.record(z.string(), z.string()).describe("What each tool says of its version, by its name"),
});

/** Milliseconds for which an answer is believed: asking takes a process for each tool. */
const believed = 10 * 60_000;

const asked = new WeakMap<object, { readonly at: number; readonly machine: Promise<Machine> }>();

const readMachine = defineOperation({
  name: "system.machine",
  summary: "Say on what machine stages run: its system, and the versions of its tools",
  description: "For who wants to know why a stage does something else elsewhere. As it is now, not as it was then.",
  input: z.strictObject({}),
  output: machine,
  access: { kind: "organization", permission: "system.read" },
  effect: "read",
  http: { method: "GET", path: "/system/machine" },
  example: {
    input: {},
    output: {
      platform: "linux",
      arch: "x64",
      release: "6.12.9",
      tools: { node: "v24.21.0", git: "git version 2.47.3" },
    },
  },
  handle: async ({ app }) => {
    const now = app.clock.now();
    const known = asked.get(app);
    if (known !== undefined && now - known.at < believed) return await known.machine;
    const fresh = { at: now, machine: describeMachine(process.env, app.runProgram) };
    asked.set(app, fresh);
    return await fresh.machine;
  },
});

export const machineOperations = [readMachine] as const;
