import type { Command } from "commander";
import type { ProgramOptions } from "../../program.ts";
import type { Shell } from "../completion.ts";

interface Completed {
  /** `executions list`. */
  readonly name: string;
  /** What can follow: commands below it, and options. */
  readonly words: readonly string[];
}

export async function printCompletion({ context, whole }: ProgramOptions, shell: Shell): Promise<void> {
  const commands = whole === undefined ? [] : completedOf(await whole(), "");
  context.stdout.write(shell === "fish" ? fish(commands) : bash(commands, shell));
}

function completedOf(command: Command, name: string): readonly Completed[] {
  const options = command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  const below = command.commands.map((each) => each.name());
  return [
    { name, words: [...below, ...options, "--help"] },
    ...command.commands.flatMap((each) => completedOf(each, name === "" ? each.name() : `${name} ${each.name()}`)),
  ];
}

function bash(commands: readonly Completed[], shell: Shell): string {
  const cases = commands.map(({ name, words }) => `    "${name}") words="${words.join(" ")}" ;;`);
  return `${shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_headrace() {
  local word command="" words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case " ${names(commands)} " in *" $word "*) command="\${command:+$command }$word" ;; esac ;; esac
  done
  case "$command" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _headrace headrace
`;
}

/** The words that are commands, at whatever level. */
function names(commands: readonly Completed[]): string {
  return [...new Set(commands.flatMap(({ name }) => name.split(" ")).filter((word) => word !== ""))].join(" ");
}

function fish(commands: readonly Completed[]): string {
  return commands
    .map(({ name, words }) => {
      const [first, second] = name.split(" ");
      const condition =
        name === ""
          ? "__fish_use_subcommand"
          : second === undefined
            ? `__fish_seen_subcommand_from ${first}`
            : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
      const plain = words.filter((word) => !word.startsWith("-"));
      const long = words.filter((word) => word.startsWith("--")).map((word) => ` -l ${word.slice(2)}`);
      return [
        ...(plain.length === 0 ? [] : [`complete -c headrace -f -n '${condition}' -a '${plain.join(" ")}'\n`]),
        ...long.map((option) => `complete -c headrace -n '${condition}'${option}\n`),
      ].join("");
    })
    .join("");
}
