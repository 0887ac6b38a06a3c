import { constants, open, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { formatSize, HeadraceError } from "@headrace/pipeline";

/** The largest definition that is read at all. Bytes. */
const sizeLimit = 5 * 1024 * 1024;

/** A definition's text as it stands in its file. */
export interface DefinitionText {
  /** As the person gave it. */
  readonly path: string;
  readonly text: string;
}

/**
 * Reads a definition; a relative path is below `directory`. Throws `file-not-found`, `not-a-file` or
 * `invalid-definition` (too large, not text); what is wrong inside the text is the parser's to say.
 */
export async function readDefinition(path: string, directory = "."): Promise<DefinitionText> {
  // Without waiting: a pipe that nobody writes to would be waited for until the end of time.
  const file = await open(resolve(directory, path), constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw new HeadraceError("file-not-found", `cannot open "${path}": ${reasonOf(cause)}`, {
        cause,
        mend: "give the path of a pipeline file; without one, headrace.yml is read",
      });
    },
  );
  try {
    const facts = await file.stat();
    if (!facts.isFile()) {
      throw new HeadraceError(
        "not-a-file",
        `"${path}" is ${facts.isDirectory() ? "a directory" : "not a regular file"}`,
        {
          mend: "give the path of the pipeline file itself",
        },
      );
    }
    if (facts.size > sizeLimit) {
      throw new HeadraceError(
        "invalid-definition",
        `"${path}" has ${formatSize(facts.size)}; a definition may have ${formatSize(sizeLimit)}`,
        {
          mend: "keep large data in a file that a step reads",
        },
      );
    }
    const bytes = await file.readFile();
    if (bytes.includes(0)) {
      throw new HeadraceError("invalid-definition", `"${path}" is not text: byte ${bytes.indexOf(0) + 1} is NUL`, {
        mend: "give the path of a YAML or JSON file in UTF-8",
      });
    }
    return { path, text: decode(path, bytes) };
  } finally {
    await file.close();
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HeadraceError("invalid-definition", `"${path}" is not text in UTF-8`, {
      cause,
      mend: "save it in UTF-8",
    });
  }
}

/**
 * The definition of a project when none is named: `headrace.yml`, `headrace.yaml`, or the only one in `headrace/`.
 * Throws `file-not-found` when there is none or the choice is open.
 */
export async function findDefinition(directory: string): Promise<string> {
  const top = await namesIn(directory);
  for (const name of ["headrace.yml", "headrace.yaml", "headrace.json"]) if (top.includes(name)) return name;
  const below = (await namesIn(join(directory, "headrace"))).filter((name) => /\.(ya?ml|json)$/.test(name));
  const [only] = below;
  if (only !== undefined && below.length === 1) return join("headrace", only);
  if (below.length === 0) {
    throw new HeadraceError("file-not-found", "there is no headrace.yml here", {
      mend: "write one, or name a pipeline file as in `headrace run path/to/pipeline.yml`",
    });
  }
  throw new HeadraceError("file-not-found", `headrace/ holds ${below.length} pipelines`, {
    mend: `name one, as in \`headrace run ${join("headrace", below[0] ?? "")}\``,
  });
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return await readdir(directory).catch(() => []);
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "permission denied";
  return cause instanceof Error ? cause.message : String(cause);
}
