import { inputVariables } from "./input-variables.ts";
import { requireTool } from "./shell.ts";
import type { StageType } from "./stage-type.ts";

const script = `${requireTool("git-clone", "git", "Install it, or use an executor that has it.")}
case "$INPUT_REPOSITORY" in -*) echo "git-clone: a repository cannot begin with a dash: $INPUT_REPOSITORY" >&2; exit 2 ;; esac
case "$INPUT_BRANCH" in -*) echo "git-clone: a branch cannot begin with a dash: $INPUT_BRANCH" >&2; exit 2 ;; esac
if [ -e "$INPUT_DIRECTORY" ] && [ -n "$(ls -A -- "$INPUT_DIRECTORY")" ]; then
  echo "git-clone: the folder $INPUT_DIRECTORY is not empty. Name another one in the input directory." >&2
  exit 1
fi
set -- clone
[ -z "$INPUT_BRANCH" ] || set -- "$@" --branch "$INPUT_BRANCH"
[ "$INPUT_DEPTH" -eq 0 ] || set -- "$@" --depth "$INPUT_DEPTH"
GIT_TERMINAL_PROMPT=0 git "$@" -- "$INPUT_REPOSITORY" "$INPUT_DIRECTORY"
{
  echo "source_dir=$INPUT_DIRECTORY"
  echo "commit=$(git -C "$INPUT_DIRECTORY" rev-parse HEAD)"
} >> "$HEADRACE_OUTPUT"
`;

export const gitClone: StageType = {
  type: "git-clone",
  category: "source",
  summary: "Fetches another Git repository into an empty folder.",
  inputs: [
    { name: "repository", type: "string", required: true, description: "Its URL or path, as `git clone` takes it." },
    {
      name: "branch",
      type: "string",
      default: "",
      description: "A branch or tag; the repository's default branch unless said.",
    },
    { name: "depth", type: "number", default: 1, description: "How many commits of history; `0` for all." },
    { name: "directory", type: "path", default: "source", description: "The folder, below the workspace." },
  ],
  outputs: [
    { name: "source_dir", description: "The folder with the files." },
    { name: "commit", description: "The commit that was fetched." },
  ],
  expand: (inputs) => ({
    steps: [{ id: "clone", name: "Clone the repository", run: script, variables: inputVariables(inputs) }],
    outputs: {
      source_dir: "${{ steps.clone.outputs.source_dir }}",
      commit: "${{ steps.clone.outputs.commit }}",
    },
  }),
};
