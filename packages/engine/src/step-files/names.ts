/** What `${{ steps.x.outputs.NAME }}` can read. */
const outputName = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/**
 * Variables that make every later program run code of their author's choice. A step writes into
 * HEADRACE_ENV what it has read elsewhere, and a line feed in that (a title, a branch name) starts a
 * variable of its own. GitHub refuses NODE_OPTIONS in GITHUB_ENV for this reason; these do the same
 * for Bash and for every program. PATH has a file of its own, and a pipeline may set all of them in
 * its `variables`, where they can be read.
 */
const loaders: ReadonlySet<string> = new Set([
  "NODE_OPTIONS",
  "BASH_ENV",
  "LD_PRELOAD",
  "LD_AUDIT",
  "DYLD_INSERT_LIBRARIES",
]);

/** Why a step may not set this output; null when it may. `shown` is how the name is quoted. */
export function outputNameProblem(name: string, shown = name): string | null {
  if (name === "__proto__") return 'the name "__proto__" is reserved; take another';
  if (outputName.test(name)) return null;
  return `${quote(shown)} is not an output's name; use letters, digits, "_" and "-", with no blank before "="`;
}

/** Why a step may not set this variable; null when it may. `shown` is how the name is quoted. */
export function environmentNameProblem(name: string, shown = name): string | null {
  if (name === "__proto__") return 'the name "__proto__" is reserved; take another';
  if (!variableName.test(name)) {
    return `${quote(shown)} is not a variable's name; use letters, digits and "_", with no blank before "="`;
  }
  if (name === "CI" || name.startsWith("HEADRACE_") || name === "HEADRACE") {
    return `${name} is set by Headrace itself; take another name`;
  }
  if (loaders.has(name)) {
    return `${name} may not be set for later steps, since it makes them run other code; set it in the pipeline's variables`;
  }
  return null;
}

function quote(text: string): string {
  return JSON.stringify(text.length <= 60 ? text : `${text.slice(0, 60)}…`);
}
