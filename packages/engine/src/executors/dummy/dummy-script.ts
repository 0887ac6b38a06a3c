/** One line of a script for the dummy executor. */
export type DummyCommand =
  | { readonly kind: "print"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "lines"; readonly count: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "append"; readonly variable: string; readonly text: string }
  | { readonly kind: "sleep"; readonly milliseconds: number }
  | { readonly kind: "ignoreTerm" }
  | { readonly kind: "background"; readonly milliseconds: number; readonly text: string }
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "outOfMemory" }
  | { readonly kind: "fault"; readonly message: string }
  | { readonly kind: "onAttempt"; readonly attempt: number; readonly command: DummyCommand }
  | { readonly kind: "unknown"; readonly line: string };

/**
 * Reads a script of the dummy executor, one command a line; empty lines and `# comments` are left out.
 *
 * | line | does |
 * |---|---|
 * | `echo TEXT`, `stderr TEXT` | prints the text and a line feed |
 * | `lines N` | prints `line 1` to `line N` |
 * | `variable NAME` | prints the value of a variable, or an empty line |
 * | `output NAME=VALUE` | appends to the file that `HEADRACE_OUTPUT` names |
 * | `append VARIABLE TEXT` | appends to the file that the variable names |
 * | `sleep 20ms`, `sleep 2s` | waits; a stop ends it |
 * | `ignore-term` | from here on only SIGKILL ends the step |
 * | `background 20ms TEXT` | prints the text again and again until the session is closed |
 * | `exit N`, `signal SIGKILL`, `oom` | ends the step so |
 * | `fault MESSAGE` | the surroundings break: `infrastructure` is thrown |
 * | `on-attempt N COMMAND` | does the command in that attempt of the stage only |
 */
export function parseDummyScript(script: string): readonly DummyCommand[] {
  return script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(parseLine);
}

function parseLine(line: string): DummyCommand {
  const [word, rest] = splitWord(line);
  const unknown: DummyCommand = { kind: "unknown", line };
  switch (word) {
    case "echo":
      return { kind: "print", stream: "stdout", text: rest };
    case "stderr":
      return { kind: "print", stream: "stderr", text: rest };
    case "lines":
      return withNumber(rest, (count) => ({ kind: "lines", count })) ?? unknown;
    case "variable":
      return { kind: "variable", name: rest };
    case "output":
      return { kind: "append", variable: "HEADRACE_OUTPUT", text: rest };
    case "append": {
      const [variable, text] = splitWord(rest);
      return { kind: "append", variable, text };
    }
    case "sleep": {
      const milliseconds = parseMilliseconds(rest);
      return milliseconds === null ? unknown : { kind: "sleep", milliseconds };
    }
    case "ignore-term":
      return { kind: "ignoreTerm" };
    case "background": {
      const [duration, text] = splitWord(rest);
      const milliseconds = parseMilliseconds(duration);
      return milliseconds === null ? unknown : { kind: "background", milliseconds, text };
    }
    case "exit":
      return withNumber(rest, (code) => ({ kind: "exit", code })) ?? unknown;
    case "signal":
      return { kind: "signal", signal: rest };
    case "oom":
      return { kind: "outOfMemory" };
    case "fault":
      return { kind: "fault", message: rest };
    case "on-attempt": {
      const [number, command] = splitWord(rest);
      return withNumber(number, (attempt) => ({ kind: "onAttempt", attempt, command: parseLine(command) })) ?? unknown;
    }
    default:
      return unknown;
  }
}

function splitWord(text: string): readonly [word: string, rest: string] {
  const gap = text.indexOf(" ");
  return gap === -1 ? [text, ""] : [text.slice(0, gap), text.slice(gap + 1).trimStart()];
}

function withNumber(text: string, make: (value: number) => DummyCommand): DummyCommand | null {
  return /^\d{1,9}$/.test(text) ? make(Number(text)) : null;
}

function parseMilliseconds(text: string): number | null {
  const match = /^(\d{1,9})(ms|s)$/.exec(text);
  return match === null ? null : Number(match[1]) * (match[2] === "s" ? 1_000 : 1);
}
