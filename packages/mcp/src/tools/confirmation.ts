import { createHash } from "node:crypto";
import { Problem } from "@headrace/app";
import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Ask } from "../ask.ts";
import { cleanText } from "../presentation/clean-text.ts";
import type { AgentTool } from "./agent-tool.ts";

type Input = Readonly<Record<string, unknown>>;

export interface Confirming {
  readonly tool: AgentTool;
  /** As the agent gave it, `confirm` with it. */
  readonly input: Input;
  readonly ask: Ask;
  /** Whether the agent's client can ask its user. */
  readonly canAsk: boolean;
  readonly request: ServerContext["mcpReq"];
}

/** What to do now: nothing more where the user has agreed, else what the client is to ask him. Throws `Problem`. */
export async function confirmed({
  tool,
  input,
  ask,
  canAsk,
  request,
}: Confirming): Promise<InputRequiredResult | undefined> {
  if (tool.about === undefined) return undefined;
  const { confirm, ...rest } = input;
  if (!canAsk) {
    if (confirm === rest[tool.about]) return undefined;
    throw new Problem("invalid-input", `"confirm" does not repeat "${tool.about}": nothing was done`, {
      mend: `ask your user, then give "confirm" the same value as "${tool.about}"`,
    });
  }
  const key = keyOf(tool, rest);
  const answer = inputResponse(request.inputResponses, key);
  if (answer.kind === "missing") {
    const message = `${tool.title}: ${await nameOf(tool.about, rest, { ask, signal: request.signal })}. This cannot be undone.`;
    return inputRequired({
      inputRequests: { [key]: inputRequired.elicit({ message: cleanText(message), requestedSchema: agreement }) },
    });
  }
  if (
    answer.kind === "elicit" &&
    answer.action === "accept" &&
    agreement.safeParse(answer.content).data?.agree === true
  )
    return undefined;
  throw new Problem("forbidden", "your user did not agree: nothing was done", {
    mend: "do not try again unless your user says so",
  });
}

/** The input of a tool, with `confirm` where it destroys. */
export function inputWithConfirm({ input, about }: AgentTool): z.ZodObject {
  if (about === undefined) return input;
  return input.extend({
    confirm: z
      .string()
      .optional()
      .describe(
        `This cannot be undone. Your user is asked where your client can do that; else repeat the value of "${about}" once your user has agreed`,
      ),
  });
}

const agreement = z.object({ agree: z.boolean().describe("Do it") });

/** An answer counts for what was asked and for nothing else: the key follows from the tool and its whole input. */
function keyOf({ name }: AgentTool, input: Input): string {
  return `agree-${createHash("sha256")
    .update(JSON.stringify([name, input]))
    .digest("hex")
    .slice(0, 24)}`;
}

const execution = z.object({ number: z.number(), branch: z.string(), pipeline: z.object({ name: z.string() }) });

/** What would be lost, as a person knows it; its id where that is all there is. */
async function nameOf(
  about: string,
  input: Input,
  { ask, signal }: { readonly ask: Ask; readonly signal: AbortSignal },
): Promise<string> {
  const id = String(input[about]);
  if (about !== "execution") return `${about} ${id}`;
  const { number, branch, pipeline } = execution.parse(await ask("executions.get", { execution: id }, signal));
  return `${pipeline.name} #${number} on ${branch}`;
}
