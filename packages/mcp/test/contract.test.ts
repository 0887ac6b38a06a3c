import { allOperations } from "@headrace/app";
import { Client, type VersionNegotiationMode } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { allTools, createAgentServer } from "../src/index.ts";
import { notice } from "../src/presentation/fenced.ts";
import { inputWithConfirm } from "../src/tools/confirmation.ts";
import { transports } from "./support/transports.ts";

const eras: readonly (readonly [string, VersionNegotiationMode])[] = [
  ["of 2026-07-28", { pin: "2026-07-28" }],
  ["of 2025", "legacy"],
];

/** Does nothing, and answers what the operation's example says. */
function createAnswering() {
  const asked: { readonly name: string; readonly input: unknown }[] = [];
  const create = () =>
    createAgentServer({
      version: "1.0.0",
      tools: allTools,
      askFor: () => async (name, input) => {
        const operation = allOperations.find((each) => each.name === name);
        asked.push({ name, input: operation?.input.parse(JSON.parse(JSON.stringify(input))) });
        return JSON.parse(JSON.stringify(operation?.example.output ?? {}));
      },
    });
  return { asked, create };
}

function textOf({ content: [first] }: Awaited<ReturnType<Client["callTool"]>>): string {
  return first?.type === "text" ? first.text : "";
}

describe.each(transports)("%s", (overHttp, connect) => {
  describe.each(eras)("with the protocol %s", (era, mode) => {
    /** Where nothing is kept between two requests of 2025, neither can the server ask, nor one request speak of another. */
    const lasts = overHttp !== "over HTTP" || era !== "of 2025";

    test("every tool takes its example, asks its operations and answers by its schema", async () => {
      const { asked, create } = createAnswering();
      const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
      await using _ = await connect(create, client);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(allTools.map(({ name }) => name));
      for (const tool of allTools) {
        const { name, about, example, output, effect } = tool;
        const input = { ...example, ...(about === undefined ? {} : { confirm: example[about] }) };
        expect(inputWithConfirm(tool).safeParse(input).error, name).toBeUndefined();
        const before = asked.length;
        // What does not follow the schema that was listed is refused by the client.
        const result = await client.callTool({ name, arguments: input });
        expect(result.isError ?? false, `${name}: ${textOf(result)}`).toBe(false);
        expect(asked.length, name).toBeGreaterThan(before);
        const [, mark = "", data = ""] = /\n<(headrace-\w+)>\n(.*)\n<\/\1>/s.exec(textOf(result)) ?? [];
        expect(mark, name).not.toBe("");
        if (output !== undefined) expect(result.structuredContent, name).toEqual({ ...JSON.parse(data), notice });
        const listed = tools.find((each) => each.name === name);
        expect(listed?.annotations, name).toMatchObject({
          readOnlyHint: effect === "read",
          destructiveHint: effect === "destructive",
        });
      }
    });

    test("a user is asked before anything is destroyed, or where nobody can ask, the thing is named again", async () => {
      const { asked, create } = createAnswering();
      const questions: string[] = [];
      const answers = [false, true];
      const client = new Client(
        { name: "test", version: "1.0.0" },
        { versionNegotiation: { mode }, capabilities: { elicitation: {} } },
      );
      client.setRequestHandler("elicitation/create", ({ params: { message } }) => {
        questions.push(message);
        return { action: "accept", content: { agree: answers.shift() === true } };
      });
      await using _ = await connect(create, client);
      const drop = { name: "delete_secret", arguments: { secret: "01a1fc42-b97f-7bef-9713-0b6621de95b1" } };
      const refused = await client.callTool(drop);
      expect(refused.isError).toBe(true);
      expect(textOf(refused)).toContain("nothing was done");
      expect(asked).toEqual([]);
      const confirm = lasts ? {} : { confirm: drop.arguments.secret };
      const done = await client.callTool({ ...drop, arguments: { ...drop.arguments, ...confirm } });
      expect(done.isError, textOf(done)).not.toBe(true);
      expect(asked.map(({ name }) => name)).toEqual(["secrets.delete"]);
      expect(questions).toHaveLength(lasts ? 2 : 0);
    });

    test("whoever asks for it is told how far it is", async () => {
      const { create } = createAnswering();
      const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
      await using _ = await connect(create, client);
      const steps: unknown[] = [];
      const waiting = { name: "wait_for_execution", arguments: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1" } };
      await client.callTool(waiting, { onprogress: (step) => steps.push(step) });
      expect(steps).toMatchObject([{ progress: 1, total: 1, message: "ended, 1 of 1 stages have ended" }]);
    });

    if (lasts)
      test("what nobody waits for any more is given up", async () => {
        const asked = Promise.withResolvers<void>();
        const givenUp = Promise.withResolvers<void>();
        const create = () =>
          createAgentServer({
            version: "1.0.0",
            tools: allTools,
            askFor: () => async (_name, _input, signal) => {
              signal.addEventListener("abort", () => givenUp.resolve());
              asked.resolve();
              await givenUp.promise;
            },
          });
        const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
        await using _ = await connect(create, client);
        const waiting = new AbortController();
        const call = { name: "get_execution", arguments: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1" } };
        const answer = expect(client.callTool(call, { signal: waiting.signal })).rejects.toThrow();
        await asked.promise;
        waiting.abort();
        await answer;
        await givenUp.promise;
      });

    test("what is typed is completed, in prompts too", async () => {
      const { create } = createAnswering();
      const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
      await using _ = await connect(create, client);
      const { completion } = await client.complete({
        ref: { type: "ref/prompt", name: "speed_up_pipeline" },
        argument: { name: "pipeline", value: "01a" },
      });
      expect(completion.values).toEqual([expect.stringMatching(/^01a/)]);
    });
  });
});
