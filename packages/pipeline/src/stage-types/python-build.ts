import { inputVariables } from "./input-variables.ts";
import { requireTool, requireVersion } from "./shell.ts";
import type { StageType } from "./stage-type.ts";

const version = `python3 -c 'import platform; print(platform.python_version())'`;
const script = `${requireTool("python-build", "python3", "Install Python, or use an executor that has it.")}
${requireVersion("python-build", "Python", { variable: "INPUT_PYTHON_VERSION", actual: version })}
if [ ! -f pyproject.toml ] && [ ! -f setup.py ]; then
  echo "python-build: there is neither a pyproject.toml nor a setup.py here." >&2
  exit 1
fi
surroundings=$(mktemp -d)
trap 'rm -rf -- "$surroundings"' EXIT
python3 -m venv "$surroundings" || { echo "python-build: Python's venv module is not installed here." >&2; exit 127; }
if [ -n "$INPUT_REQUIREMENTS" ]; then
  [ -f "$INPUT_REQUIREMENTS" ] || { echo "python-build: there is no file $INPUT_REQUIREMENTS." >&2; exit 1; }
  "$surroundings/bin/python" -m pip install --disable-pip-version-check --requirement "$INPUT_REQUIREMENTS"
fi
mkdir -p -- "$INPUT_DIST_DIR"
wheels="$surroundings/wheels"
"$surroundings/bin/python" -m pip wheel --disable-pip-version-check --no-deps --wheel-dir "$wheels" .
for wheel in "$wheels"/*.whl; do
  mv -- "$wheel" "$INPUT_DIST_DIR/"
  echo "wheel=$INPUT_DIST_DIR/$(basename -- "$wheel")" >> "$HEADRACE_OUTPUT"
done
`;

export const pythonBuild: StageType = {
  type: "python-build",
  category: "build",
  summary: "Installs a Python project's requirements in a virtual environment of their own and builds its wheel.",
  inputs: [
    { name: "requirements", type: "path", default: "", description: "A requirements file; none unless said." },
    {
      name: "python_version",
      type: "string",
      default: "",
      description: "The version that must be there: `3.13` takes every 3.13.x.",
    },
    { name: "dist_dir", type: "path", default: "dist", description: "Where to put the wheel." },
  ],
  outputs: [{ name: "wheel", description: "The path of the wheel." }],
  expand: (inputs) => ({
    steps: [{ id: "build", name: "Build the wheel", run: script, variables: inputVariables(inputs) }],
    outputs: { wheel: "${{ steps.build.outputs.wheel }}" },
  }),
};
