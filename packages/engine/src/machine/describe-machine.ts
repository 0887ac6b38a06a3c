import { arch, platform, release } from "node:os";
import { type RunProgram, runProgram } from "../programs/run-program.ts";

/** What steps find on a machine, as far as it decides what they do. */
export interface Machine {
  /** As Node names them: `linux`, `x64`. */
  readonly platform: string;
  readonly arch: string;
  /** Of the operating system. */
  readonly release: string;
  /** What each tool says of its version, by its name; without those that are not there. */
  readonly tools: Readonly<Record<string, string>>;
}

/** Tools that pipelines call, each with what makes it say its version. */
const tools: readonly (readonly [name: string, ...parameters: readonly string[]])[] = [
  ["bash", "--version"],
  ["git", "--version"],
  ["node", "--version"],
  ["npm", "--version"],
  ["python3", "--version"],
  ["java", "-version"],
  ["go", "version"],
  ["cargo", "--version"],
  ["docker", "--version"],
  ["make", "--version"],
];

/** Characters of a version that are kept, and milliseconds and bytes that a tool has to say it. */
const longestVersion = 120;
const patience = 10_000;
const longestAnswer = 64 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/** Asks each tool that is on the PATH of `environment`; `run` starts them, this process unless said. */
export async function describeMachine(environment: Environment, run: RunProgram = runProgram): Promise<Machine> {
  const asked = await Promise.all(
    tools.map(
      async ([name, ...parameters]) => [name, await versionOf(name, parameters, { environment, run })] as const,
    ),
  );
  return {
    platform: platform(),
    arch: arch(),
    release: release(),
    tools: Object.fromEntries(asked.flatMap(([name, version]) => (version === undefined ? [] : [[name, version]]))),
  };
}

async function versionOf(
  program: string,
  parameters: readonly string[],
  { environment: { PATH, HOME }, run }: { readonly environment: Environment; readonly run: RunProgram },
): Promise<string | undefined> {
  // Nothing else of the environment: the server's own holds keys.
  const environment = { ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }), LC_ALL: "C" };
  const asked = { program, arguments: parameters, environment, input: "", timeout: patience, maxBytes: longestAnswer };
  try {
    const { exitCode, output, complaint } = await run(asked);
    if (exitCode !== 0) return undefined;
    const said = output.toString("utf8").trim();
    const [line = ""] = (said === "" ? complaint : said).split("\n");
    return line.trim().slice(0, longestVersion);
  } catch {
    return undefined;
  }
}
