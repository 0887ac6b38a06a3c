import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  completable,
  inputRequired,
  inputResponse,
  type McpServer,
  ResourceTemplate,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

/** One pixel. */
const image = {
  type: "image" as const,
  data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  mimeType: "image/png",
};
/** No sample. */
const audio = {
  type: "audio" as const,
  data: "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=",
  mimeType: "audio/wav",
};

const text = (said: string) => ({ type: "text" as const, text: said });
const saying = (said: string) => ({ content: [text(said)] });

/** What the conformance suite asks for by name beside what every server has. Of tests only. */
export function registerFixtures(server: McpServer, mintState: (state: string) => Promise<string>): void {
  registerAnswers(server);
  registerMessages(server);
  registerQuestions(server);
  registerRounds(server, mintState);
  registerResources(server);
  registerSubscriptions(server);
  registerPrompts(server);
}

function registerAnswers(server: McpServer): void {
  const answers = {
    test_simple_text: [text("This is a simple text response for testing.")],
    test_image_content: [image],
    test_audio_content: [audio],
    test_embedded_resource: [
      {
        type: "resource" as const,
        resource: {
          uri: "test://embedded-resource",
          mimeType: "text/plain",
          text: "This is an embedded resource content.",
        },
      },
    ],
    test_multiple_content_types: [
      text("Multiple content types test:"),
      image,
      {
        type: "resource" as const,
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: '{"test":"data","value":123}',
        },
      },
    ],
  };
  for (const [name, content] of Object.entries(answers))
    server.registerTool(name, { description: name }, () => ({ content }));
  server.registerTool("test_error_handling", { description: "Fails" }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
}

function registerMessages(server: McpServer): void {
  const log = async ({ mcpReq }: ServerContext): Promise<ReturnType<typeof saying>> => {
    for (const said of ["Tool execution started", "Tool processing data", "Tool execution completed"])
      await mcpReq.log("info", said);
    return saying("logged");
  };
  server.registerTool("test_tool_with_logging", { description: "Logs" }, log);
  server.registerTool("test_logging_tool", { description: "Logs" }, log);
  server.registerTool("test_tool_with_progress", { description: "Reports progress" }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100])
      await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
    return saying(String(progressToken));
  });
  for (const [name, change] of [
    ["test_trigger_tool_change", () => server.sendToolListChanged()],
    ["test_trigger_prompt_change", () => server.sendPromptListChanged()],
  ] as const) {
    server.registerTool(name, { description: "Says that a list has changed" }, () => {
      change();
      return saying("changed");
    });
  }
}

/** Asked in both eras: in that of 2025 by a request of the server, now by an answer that wants more. */
function registerQuestions(server: McpServer): void {
  const ask = (name: string, requestedSchema: Parameters<typeof inputRequired.elicit>[0]["requestedSchema"]): void => {
    server.registerTool(
      name,
      { description: "Asks the user", inputSchema: z.object({ message: z.string().default("Please say") }) },
      ({ message }, { mcpReq }) => {
        const answer = inputResponse(mcpReq.inputResponses, "asked");
        return answer.kind === "missing"
          ? inputRequired({ inputRequests: { asked: inputRequired.elicit({ message, requestedSchema }) } })
          : saying(JSON.stringify(answer));
      },
    );
  };
  ask("test_elicitation", z.object({ username: z.string(), email: z.string() }));
  ask("test_streaming_elicitation", z.object({ username: z.string() }));
  ask("test_elicitation_sep1034_defaults", {
    type: "object",
    properties: {
      name: { type: "string", default: "John Doe" },
      age: { type: "integer", default: 30 },
      score: { type: "number", default: 95.5 },
      status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
      verified: { type: "boolean", default: true },
    },
  });
  const titled = [1, 2, 3].map((count) => ({ const: `value${count}`, title: `Choice ${count}` }));
  const plain = ["option1", "option2", "option3"];
  ask("test_elicitation_sep1330_enums", {
    type: "object",
    properties: {
      untitledSingle: { type: "string", enum: plain },
      titledSingle: { type: "string", oneOf: titled },
      legacyEnum: { type: "string", enum: ["opt1", "opt2"], enumNames: ["Option One", "Option Two"] },
      untitledMulti: { type: "array", items: { type: "string", enum: plain } },
      titledMulti: { type: "array", items: { anyOf: titled } },
    },
  });
  for (const name of ["test_sampling", "test_missing_capability"]) {
    server.registerTool(
      name,
      { description: "Asks the model", inputSchema: z.object({ prompt: z.string().default("Hello") }) },
      ({ prompt }, { mcpReq }) => {
        const answer = inputResponse(mcpReq.inputResponses, "asked");
        return answer.kind === "missing"
          ? inputRequired({ inputRequests: { asked: sampling(prompt) } })
          : saying(JSON.stringify(answer));
      },
    );
  }
}

function registerRounds(server: McpServer, mintState: (state: string) => Promise<string>): void {
  const named = z.object({ name: z.string() });
  const nameAsked = () => inputRequired.elicit({ message: "What is your name?", requestedSchema: named });
  server.registerTool("test_input_required_result_elicitation", { description: "Asks a name" }, ({ mcpReq }) => {
    const given = acceptedContent(mcpReq.inputResponses, "user_name", named);
    return given === undefined
      ? inputRequired({ inputRequests: { user_name: nameAsked() } })
      : saying(`Hello, ${given.name}!`);
  });
  server.registerTool("test_input_required_result_sampling", { description: "Asks the model" }, ({ mcpReq }) => {
    const given = inputResponse(mcpReq.inputResponses, "capital_question");
    return given.kind === "sampling"
      ? saying(JSON.stringify(given.result.content))
      : inputRequired({ inputRequests: { capital_question: sampling("What is the capital of France?") } });
  });
  server.registerTool("test_input_required_result_list_roots", { description: "Asks for roots" }, ({ mcpReq }) => {
    const given = inputResponse(mcpReq.inputResponses, "client_roots");
    return given.kind === "roots"
      ? saying(JSON.stringify(given.roots))
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  const agreed = z.object({ ok: z.boolean() });
  for (const name of ["test_input_required_result_request_state", "test_input_required_result_tampered_state"]) {
    server.registerTool(name, { description: "Keeps a state" }, async ({ mcpReq }) => {
      const given = acceptedContent(mcpReq.inputResponses, "confirm", agreed);
      if (given !== undefined && mcpReq.requestState() === "asked") return saying("state-ok");
      return inputRequired({
        inputRequests: { confirm: inputRequired.elicit({ message: "Please confirm", requestedSchema: agreed }) },
        requestState: await mintState("asked"),
      });
    });
  }
  server.registerTool(
    "test_input_required_result_multiple_inputs",
    { description: "Asks much" },
    async ({ mcpReq }) => {
      const given = ["user_name", "greeting", "client_roots"].map((key) => inputResponse(mcpReq.inputResponses, key));
      if (given.every(({ kind }) => kind !== "missing")) return saying(JSON.stringify(given));
      return inputRequired({
        inputRequests: {
          user_name: nameAsked(),
          greeting: sampling("Generate a greeting"),
          client_roots: inputRequired.listRoots(),
        },
        requestState: await mintState("asked"),
      });
    },
  );
  server.registerTool("test_input_required_result_multi_round", { description: "Asks twice" }, async ({ mcpReq }) => {
    const round = mcpReq.requestState();
    if (round === "step2" && acceptedContent(mcpReq.inputResponses, "step2") !== undefined) return saying("done");
    const step = round === "step1" && acceptedContent(mcpReq.inputResponses, "step1") !== undefined ? "step2" : "step1";
    const question = inputRequired.elicit({
      message: `${step}?`,
      requestedSchema: step === "step1" ? named : z.object({ color: z.string() }),
    });
    return inputRequired({ inputRequests: { [step]: question }, requestState: await mintState(step) });
  });
  server.registerTool(
    "test_input_required_result_capabilities",
    { description: "Asks as the client can" },
    (context) => {
      const can = capabilities.parse(context.mcpReq.envelope)[CLIENT_CAPABILITIES_META_KEY];
      return inputRequired({
        inputRequests: {
          ...(can.elicitation === undefined ? {} : { user_name: nameAsked() }),
          ...(can.sampling === undefined ? {} : { greeting: sampling("Generate a greeting") }),
          ...(can.roots === undefined ? {} : { client_roots: inputRequired.listRoots() }),
        },
      });
    },
  );
}

const declared = z.unknown().optional();
const capabilities = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: declared, sampling: declared, roots: declared }),
});

function registerResources(server: McpServer): void {
  const uri = "test://static-text";
  server.registerResource("static-text", uri, { mimeType: "text/plain" }, () => ({
    contents: [{ uri, mimeType: "text/plain", text: "This is the content of the static text resource." }],
  }));
  const binary = "test://static-binary";
  server.registerResource("static-binary", binary, { mimeType: image.mimeType }, () => ({
    contents: [{ uri: binary, mimeType: image.mimeType, blob: image.data }],
  }));
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  server.registerResource("template", template, { mimeType: "application/json" }, ({ href }, { id }) => ({
    contents: [{ uri: href, mimeType: "application/json", text: JSON.stringify({ id, data: `Data for ID: ${id}` }) }],
  }));
}

/** Nothing of ours changes below an agent's eyes, so that ours takes no subscription. */
function registerSubscriptions({ server }: McpServer): void {
  server.setRequestHandler("resources/subscribe", () => ({}));
  server.setRequestHandler("resources/unsubscribe", () => ({}));
}

function registerPrompts(server: McpServer): void {
  const user = (content: ReturnType<typeof text> | typeof image) => ({ role: "user" as const, content });
  server.registerPrompt("test_simple_prompt", { description: "A simple one" }, () => ({
    messages: [user(text("This is a simple prompt for testing."))],
  }));
  const begun = (value: string): string[] => ["paris", "park", "party"].filter((each) => each.startsWith(value));
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "Takes words", argsSchema: z.object({ arg1: completable(z.string(), begun), arg2: z.string() }) },
    ({ arg1, arg2 }) => ({ messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "Embeds a resource", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        {
          role: "user",
          content: {
            type: "resource",
            resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." },
          },
        },
        user(text("Please process the embedded resource above.")),
      ],
    }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "Image" }, () => ({
    messages: [user(image), user(text("Please analyze the image above."))],
  }));
  const context = z.object({ context: z.string() });
  server.registerPrompt("test_input_required_result_prompt", { description: "Asks" }, ({ mcpReq }) => {
    const given = acceptedContent(mcpReq.inputResponses, "user_context", context);
    return given === undefined
      ? inputRequired({
          inputRequests: {
            user_context: inputRequired.elicit({
              message: "What context should the prompt use?",
              requestedSchema: context,
            }),
          },
        })
      : { messages: [user(text(given.context))] };
  });
}

function sampling(said: string) {
  return inputRequired.createMessage({ messages: [{ role: "user", content: text(said) }], maxTokens: 100 });
}
