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
  readonly request: Pick<ServerContext["mcpReq"], "signal" | "inputResponses">;
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

/** By the key that names what would be lost: what to ask, and how a person knows the thing. */
const known: Readonly<Record<string, { readonly operation: string; readonly name: z.ZodType<string> }>> = {
  execution: {
    operation: "executions.get",
    name: z
      .object({ number: z.number(), branch: z.string(), pipeline: z.object({ name: z.string() }) })
      .transform(({ number, branch, pipeline }) => `${pipeline.name} #${number} on ${branch}`),
  },
  pipeline: { operation: "pipelines.get", name: named("pipeline") },
  repository: { operation: "repositories.get", name: named("repository") },
  environment: { operation: "environments.get", name: named("environment") },
  variable: { operation: "variables.get", name: named("variable") },
};

function named(kind: string): z.ZodType<string> {
  return z.object({ name: z.string() }).transform(({ name }) => `${kind} ${name}`);
}

/** Characters of a name that strangers gave: a longer one could say what the user is to press. */
const longestName = 200;

/** What would be lost, as a person knows it; its id where that is all there is. One line, whatever its name holds. */
async function nameOf(
  about: string,
  input: Input,
  { ask, signal }: { readonly ask: Ask; readonly signal: AbortSignal },
): Promise<string> {
  const id = String(input[about]);
  const name = (await knownName(about, id, { ask, signal })) ?? `${about} ${id}`;
  return name.replace(/\s+/g, " ").slice(0, longestName);
}

/** Undefined for what has no name of its own, or is not here: a host of code has environments too. */
async function knownName(
  about: string,
  id: string,
  { ask, signal }: { readonly ask: Ask; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const how = known[about];
  if (how === undefined) return undefined;
  try {
    return how.name.parse(await ask(how.operation, { [about]: id }, signal));
  } catch (error) {
    if (error instanceof Problem && error.code === "not-found") return undefined;
    throw error;
  }
}
