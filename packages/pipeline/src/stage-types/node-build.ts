import { inputVariables } from "./input-variables.ts";
import { requireTool, requireVersion } from "./shell.ts";
import type { StageType } from "./stage-type.ts";

const script = `${requireTool("node-build", "node", "Install Node.js, or use an executor that has it.")}
${requireVersion("node-build", "Node.js", { variable: "INPUT_NODE_VERSION", actual: "node -p process.versions.node" })}
[ -f package.json ] || { echo "node-build: there is no package.json here." >&2; exit 1; }
if [ -f pnpm-lock.yaml ]; then manager=pnpm; set -- install --frozen-lockfile
elif [ -f yarn.lock ]; then manager=yarn; set -- install --frozen-lockfile
elif [ -f package-lock.json ] || [ -f npm-shrinkwrap.json ]; then manager=npm; set -- ci
else manager=npm; set -- install
fi
command -v "$manager" >/dev/null 2>&1 || { echo "node-build: $manager is not installed here, but its lock file is." >&2; exit 127; }
"$manager" "$@"
"$manager" run "$INPUT_SCRIPT"
if [ ! -d "$INPUT_DIST_DIR" ]; then
  echo "node-build: the script $INPUT_SCRIPT made no folder $INPUT_DIST_DIR. Name the right one in the input dist_dir." >&2
  exit 1
fi
echo "dist_dir=$INPUT_DIST_DIR" >> "$HEADRACE_OUTPUT"
`;

export const nodeBuild: StageType = {
  type: "node-build",
  category: "build",
  summary: "Installs a Node.js project's packages by its lock file and runs its build script.",
  inputs: [
    { name: "script", type: "string", default: "build", description: "The script of package.json." },
    {
      name: "node_version",
      type: "string",
      default: "",
      description: "The version that must be there: `24` takes every 24.x.",
    },
    { name: "dist_dir", type: "path", default: "dist", description: "The folder that the script makes." },
  ],
  outputs: [{ name: "dist_dir", description: "The folder with what was built." }],
  expand: (inputs) => ({
    steps: [{ id: "build", name: "Install and build", run: script, variables: inputVariables(inputs) }],
    outputs: { dist_dir: "${{ steps.build.outputs.dist_dir }}" },
  }),
};
