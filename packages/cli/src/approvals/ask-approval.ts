import { createInterface } from "node:readline/promises";
import type { ApprovalState } from "@headrace/execution";
import type { CommandContext } from "../context.ts";
import { visible } from "../output/visible.ts";

export interface ApprovalQuestion {
  readonly instance: string;
  readonly approval: ApprovalState;
  /** Who runs the command. */
  readonly self: string;
  /** Aborted when the answer is of no use any more. */
  readonly signal: AbortSignal;
}

export interface ApprovalReply {
  readonly by: string;
  readonly decision: "approve" | "reject";
  readonly comment: string;
}

/** Asks in the terminal; null when the question was withdrawn. */
export async function askApproval(context: CommandContext, question: ApprovalQuestion): Promise<ApprovalReply | null> {
  const { stderr, stdin } = context;
  const { approval, signal } = question;
  stderr.write(introduction(question));
  const spoken = approval.decisions.map((each) => each.by);
  // Who has approved cannot take it back: then it is in nobody's name.
  const by = spoken.includes(question.self) ? "nobody" : question.self;
  const nobody: ApprovalReply = { by, decision: "reject", comment: "no answer" };
  // What is piped in is no person's word.
  if (stdin.isTTY !== true) return nobody;
  // The terminal keeps its own line editing, and Ctrl-C stays a signal that cancels the execution.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false });
  const ended = new AbortController();
  lines.once("close", () => ended.abort());
  const ask = (text: string) => lines.question(text, { signal: AbortSignal.any([signal, ended.signal]) });
  try {
    let who = question.self;
    while (spoken.includes(who) || (approval.preventSelfApproval && who === question.self)) {
      who = (await ask("Who decides? ")).trim() || question.self;
    }
    for (;;) {
      const [word = "", ...rest] = (await ask("Approve? yes or no, and why if you like: ")).trim().split(/\s+/);
      const decision = decisions.get(word.toLowerCase());
      if (decision !== undefined) return { by: who, decision, comment: rest.join(" ") };
    }
  } catch (error) {
    if (signal.aborted) return null;
    // The end of the input is an answer too: nothing runs that nobody has agreed to.
    if (ended.signal.aborted) return nobody;
    throw error;
  } finally {
    lines.close();
  }
}

const decisions: ReadonlyMap<string, "approve" | "reject"> = new Map([
  ["y", "approve"],
  ["yes", "approve"],
  ["n", "reject"],
  ["no", "reject"],
]);

function introduction({ instance, approval }: ApprovalQuestion): string {
  const { approvers, minimum, decisions: said, instructions, expiresAt } = approval;
  const left = minimum - said.length;
  const whose = approvers.length === 0 ? "" : ` of ${approvers.join(", ")}`;
  const until = expiresAt === undefined ? "" : ` until ${new Date(expiresAt).toISOString()}`;
  const lines = [
    `${instance} waits for ${left === 1 ? "an approval" : `${left} approvals`}${whose}${until}.`,
    ...(instructions === undefined ? [] : instructions.split("\n")),
  ];
  return `${lines.map((line) => visible(line)).join("\n")}\n`;
}
