import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";

const link = z.object({ url: z.string(), expiresAt: z.string() });

/** A small text is given as it is; for what is large or no text, a person needs a program anyway. */
export const readArtifact: AgentTool = {
  name: "read_artifact",
  title: "Read a file of an artifact",
  toolset: "outputs",
  description:
    "Read a file of an artifact where it is a text of up to 64 kB; else get a link for your user that works for a short time. list_artifact_files has the paths.",
  input: z.strictObject({
    artifact: z.string().describe("Its id"),
    path: z.string().optional().describe("Of a file in it; the whole artifact unless said"),
  }),
  output: z.object({ text: z.string().optional(), link: link.optional() }),
  effect: "read",
  async call(ask, { artifact, path }, signal) {
    const { text } = path === undefined ? {} : read.parse(await ask("artifacts.text", { artifact, path }, signal));
    return text === undefined ? { link: link.parse(await ask("artifacts.link", { artifact }, signal)) } : { text };
  },
};

const read = z.object({ text: z.string().optional() });
