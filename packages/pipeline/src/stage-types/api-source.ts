import { inputVariables } from "./input-variables.ts";
import { requireTool } from "./shell.ts";
import type { StageType } from "./stage-type.ts";

// The token goes through standard input: what stands on a command line, every user of the machine can read.
const script = `${requireTool("api-source", "curl", "Install it, or use an executor that has it.")}
case "$INPUT_URL" in
  http://*|https://*) ;;
  *) echo "api-source: the URL must begin with http:// or https://." >&2; exit 2 ;;
esac
mkdir -p -- "$(dirname -- "$INPUT_FILE")"
set -- --fail --silent --show-error --location --proto '=http,https' --retry 3 --output "$INPUT_FILE"
if [ -n "$INPUT_TOKEN" ]; then
  printf 'Authorization: Bearer %s\\n' "$INPUT_TOKEN" | curl "$@" --header @- --url "$INPUT_URL"
else
  curl "$@" --url "$INPUT_URL"
fi
if command -v sha256sum >/dev/null 2>&1; then actual=$(sha256sum < "$INPUT_FILE")
elif command -v shasum >/dev/null 2>&1; then actual=$(shasum -a 256 < "$INPUT_FILE")
else echo "api-source: neither sha256sum nor shasum is installed here." >&2; exit 127
fi
actual=\${actual%% *}
expected=$(printf '%s' "$INPUT_SHA256" | tr 'A-F' 'a-f')
if [ -n "$expected" ] && [ "$actual" != "$expected" ]; then
  rm -f -- "$INPUT_FILE"
  echo "api-source: the download has the SHA-256 $actual, but $expected was expected. It was removed." >&2
  exit 1
fi
{
  echo "file=$INPUT_FILE"
  echo "sha256=$actual"
} >> "$HEADRACE_OUTPUT"
`;

export const apiSource: StageType = {
  type: "api-source",
  category: "source",
  summary: "Downloads a file over HTTP and compares its checksum.",
  inputs: [
    { name: "url", type: "string", required: true, description: "Where to download from." },
    {
      name: "sha256",
      type: "string",
      default: "",
      description: "The expected SHA-256, hexadecimal; not compared unless said.",
    },
    { name: "file", type: "path", default: "download", description: "Where to put it, below the workspace." },
    { name: "token", type: "secret", default: "", description: "Sent as a bearer token." },
  ],
  outputs: [
    { name: "file", description: "The path of the file." },
    { name: "sha256", description: "The SHA-256 of the file, hexadecimal." },
  ],
  expand: (inputs) => ({
    steps: [{ id: "download", name: "Download", run: script, variables: inputVariables(inputs) }],
    outputs: { file: "${{ steps.download.outputs.file }}", sha256: "${{ steps.download.outputs.sha256 }}" },
  }),
};
