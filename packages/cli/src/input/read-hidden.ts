import { text } from "node:stream/consumers";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { askHidden } from "./ask-hidden.ts";

/** A value that nobody is to see: asked for in a terminal, else all of standard input, without the line end after it. */
export async function readHidden(context: CommandContext, named: string): Promise<string> {
  const { stdin } = context;
  const given = stdin.isTTY === true ? await askHidden(context, `Value of ${named}: `) : await text(stdin);
  const value = (given ?? "").replace(/\r?\n$/, "");
  if (value !== "") return value;
  throw new HeadraceError("invalid-argument", `no value was given for ${named}`, {
    mend: "type it, or send it on standard input",
  });
}
