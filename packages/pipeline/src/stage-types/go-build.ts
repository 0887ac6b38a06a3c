import { inputVariables } from "./input-variables.ts";
import { requireTool, requireVersion } from "./shell.ts";
import type { StageType } from "./stage-type.ts";

const version = "go env GOVERSION | sed 's/^go//'";
const script = `${requireTool("go-build", "go", "Install Go, or use an executor that has it.")}
${requireVersion("go-build", "Go", { variable: "INPUT_GO_VERSION", actual: version })}
[ -f go.mod ] || { echo "go-build: there is no go.mod here." >&2; exit 1; }
case "$INPUT_PACKAGES" in -*) echo "go-build: packages cannot begin with a dash." >&2; exit 2 ;; esac
mkdir -p -- "$INPUT_BIN_DIR"
go build -o "$INPUT_BIN_DIR/" "$INPUT_PACKAGES"
echo "bin_dir=$INPUT_BIN_DIR" >> "$HEADRACE_OUTPUT"
`;

export const goBuild: StageType = {
  type: "go-build",
  category: "build",
  summary: "Builds the programs of a Go module.",
  inputs: [
    { name: "packages", type: "string", default: "./...", description: "A package or a pattern of packages." },
    {
      name: "go_version",
      type: "string",
      default: "",
      description: "The version that must be there: `1.26` takes every 1.26.x.",
    },
    { name: "bin_dir", type: "path", default: "bin", description: "Where to put the programs." },
  ],
  outputs: [{ name: "bin_dir", description: "The folder with the programs." }],
  expand: (inputs) => ({
    steps: [{ id: "build", name: "Build", run: script, variables: inputVariables(inputs) }],
    outputs: { bin_dir: "${{ steps.build.outputs.bin_dir }}" },
  }),
};
