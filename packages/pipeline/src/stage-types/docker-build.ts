import { inputVariables } from "./input-variables.ts";
import { requireTool } from "./shell.ts";
import type { StageType } from "./stage-type.ts";

const script = `${requireTool("docker-build", "docker", "Install Docker, or use an executor that has it.")}
docker info >/dev/null 2>&1 || { echo "docker-build: the Docker engine cannot be reached from here." >&2; exit 1; }
set -- build --file "$INPUT_DOCKERFILE" --iidfile "$HEADRACE_OUTPUT.image"
first=
set -f
old=$IFS
IFS='
'
for tag in $INPUT_TAGS; do
  set -- "$@" --tag "$tag"
  [ -n "$first" ] || first=$tag
done
IFS=$old
docker "$@" -- "$INPUT_CONTEXT"
digest=$(cat "$HEADRACE_OUTPUT.image")
rm -f "$HEADRACE_OUTPUT.image"
{
  echo "image=\${first:-$digest}"
  echo "digest=$digest"
} >> "$HEADRACE_OUTPUT"
`;

export const dockerBuild: StageType = {
  type: "docker-build",
  category: "build",
  summary: "Builds a container image.",
  inputs: [
    { name: "dockerfile", type: "path", default: "Dockerfile", description: "The file that says how." },
    { name: "context", type: "path", default: ".", description: "The folder whose files it may use." },
    { name: "tags", type: "list", default: [], description: "Names for the image." },
  ],
  outputs: [
    { name: "image", description: "The first tag, or the digest when there is none." },
    { name: "digest", description: "The image's identity, `sha256:…`." },
  ],
  expand: (inputs) => ({
    steps: [{ id: "build", name: "Build the image", run: script, variables: inputVariables(inputs) }],
    outputs: { image: "${{ steps.build.outputs.image }}", digest: "${{ steps.build.outputs.digest }}" },
  }),
};
