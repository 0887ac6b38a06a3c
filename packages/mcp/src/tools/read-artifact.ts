import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";

const link = z.object({ url: z.string(), expiresAt: z.string() });

/** Paths that are listed. */
const mostFiles = 200;

/** A small text is given as it is; for what is large or no text, a person needs a program anyway. */
export const readArtifact: AgentTool = {
  name: "read_artifact",
  title: "Read an artifact, or a file in it",
  toolset: "outputs",
  description:
    "Read a file of an artifact where it is a text of up to 64 kB; without `path`, list its files. What is no text comes as a link for your user that works for a short time.",
  input: z.strictObject({
    artifact: z.string().describe("Its id"),
    path: z.string().optional().describe("Of a file in it"),
  }),
  output: z.object({
    text: z.string().optional(),
    files: z.array(z.string()).optional().describe("Each path with its bytes"),
    more: z.boolean().optional().describe("There are more files than are listed"),
    link: link.optional(),
  }),
  example: { artifact: "01a1fc42-b97f-7bef-9713-0b6621de95c7", path: "dist/index.html" },
  effect: "read",
  async call(ask, { artifact, path }, { signal }) {
    if (path !== undefined) {
      const { text } = read.parse(await ask("artifacts.text", { artifact, path }, signal));
      if (text !== undefined) return { text };
    }
    const [made, files] = await Promise.all([
      ask("artifacts.link", { artifact }, signal).then((answer) => link.parse(answer)),
      path === undefined
        ? ask("artifacts.files", { artifact }, signal).then((answer) => listed.parse(answer))
        : undefined,
    ]);
    if (files === undefined) return { link: made };
    return {
      files: files.items.slice(0, mostFiles).map(({ path: name, size }) => `${name} (${size})`),
      ...(files.more || files.items.length > mostFiles ? { more: true } : {}),
      link: made,
    };
  },
};

const read = z.object({ text: z.string().optional() });
const listed = z.object({
  items: z.array(z.object({ path: z.string(), size: z.number() })),
  more: z.boolean(),
});
