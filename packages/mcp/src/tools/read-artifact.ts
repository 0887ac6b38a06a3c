import { z } from "zod";
import { mostAskedBytes } from "../ask.ts";
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
    const bytes = await ask("artifacts.download", { artifact, ...(path === undefined ? {} : { path }) }, signal);
    const text = bytes instanceof Uint8Array && bytes.length < mostAskedBytes ? textOf(bytes) : undefined;
    return text === undefined ? { link: link.parse(await ask("artifacts.link", { artifact }, signal)) } : { text };
  },
};

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
