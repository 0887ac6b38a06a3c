import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { askHidden } from "./ask-hidden.ts";

export interface TokenSource {
  /** Read from standard input, whatever else there is. */
  readonly fromInput: boolean;
  /** The environment variable that may hold it. */
  readonly variable: string;
  /** Asked in a terminal where nothing else gives it. */
  readonly question: string;
  /** Where one is made. */
  readonly mend: string;
  /** Characters; our own have 47. 500 unless said. */
  readonly longest?: number;
}

/** A token from standard input, the environment or a person's hands, never from an argument, which others can see. */
export async function readToken(context: CommandContext, source: TokenSource): Promise<string> {
  const { fromInput, variable, question, mend, longest = 500 } = source;
  const given = fromInput ? await readInput(context, longest) : context.environment[variable];
  const token = (given ?? (await askHidden(context, question)) ?? "").trim();
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= longest) return token;
  throw new HeadraceError("invalid-argument", token === "" ? "no token was given" : "this is not a token", {
    mend: `${mend}, and give it in ${variable}, with --with-token on standard input, or in a terminal`,
  });
}

async function readInput({ stdin }: CommandContext, longest: number): Promise<string> {
  let text = "";
  for await (const piece of stdin.setEncoding("utf8")) {
    text += piece;
    if (text.length > longest + 10) break;
  }
  return text;
}
