import type { CommandContext, CommandInput } from "../context.ts";

/** Asks in the terminal without showing what is typed; null where there is no terminal or the person gives up. */
export async function askHidden({ stdin, stderr }: CommandContext, question: string): Promise<string | null> {
  if (stdin.isTTY !== true) return null;
  stderr.write(question);
  stdin.setRawMode?.(true);
  stdin.resume();
  stdin.setEncoding("utf8");
  try {
    return await readAnswer(stdin);
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write("\n");
  }
}

const enter = /[\r\n]/;
const interrupt = "\u0003";
const endOfInput = "\u0004";

function readAnswer(stdin: CommandInput): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = "";
    const settle = (value: string | null): void => {
      stdin.off("data", take);
      resolve(value);
    };
    const take = (data: string | Buffer): void => {
      for (const character of data.toString()) {
        if (character === interrupt || character === endOfInput || enter.test(character)) {
          settle(character === interrupt ? null : answer);
          return;
        }
        if (character === "\u007f" || character === "\b") answer = answer.slice(0, -1);
        else answer += character;
      }
    };
    stdin.on("data", take);
  });
}
