import { execFile } from "node:child_process";
import { arch, platform, release } from "node:os";
import { promisify } from "node:util";

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

/** Characters of a version that are kept, and milliseconds that a tool has to say it. */
const longestVersion = 120;
const patience = 10_000;

/** Asks each tool that is on the PATH of `environment`. */
export async function describeMachine(environment: Readonly<Record<string, string | undefined>>): Promise<Machine> {
  const asked = await Promise.all(
    tools.map(async ([name, ...parameters]) => [name, await versionOf(name, parameters, environment)] as const),
  );
  return {
    platform: platform(),
    arch: arch(),
    release: release(),
    tools: Object.fromEntries(asked.flatMap(([name, version]) => (version === undefined ? [] : [[name, version]]))),
  };
}

async function versionOf(
  name: string,
  parameters: readonly string[],
  { PATH, HOME }: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  try {
    // Nothing else of the environment: the server's own holds keys.
    const env = { ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }), LC_ALL: "C" };
    const { stdout, stderr } = await promisify(execFile)(name, parameters, { timeout: patience, env });
    const [line = ""] = (stdout.trim() === "" ? stderr : stdout).trim().split("\n");
    return line.trim().slice(0, longestVersion);
  } catch {
    return undefined;
  }
}
