import { inputVariables, textInput } from "./input-variables.ts";
import type { StageType } from "./stage-type.ts";

const script = `if [ ! -d "$INPUT_DIRECTORY" ]; then
  echo "file-upload: there is no folder $INPUT_DIRECTORY. Put the files there before the run." >&2
  exit 1
fi
find "$INPUT_DIRECTORY" -type f | LC_ALL=C sort > "$HEADRACE_OUTPUT.files"
accepts() {
  [ -n "$INPUT_ACCEPTED_TYPES" ] || return 0
  name=$(basename -- "$1")
  mime=
  set -f
  old=$IFS
  IFS='
'
  for accepted in $INPUT_ACCEPTED_TYPES; do
    case "$accepted" in
      */*)
        command -v file >/dev/null 2>&1 || { echo "file-upload: the program file is not installed here; it tells media types." >&2; exit 127; }
        [ -n "$mime" ] || mime=$(file -b --mime-type -- "$1")
        case "$mime" in $accepted) IFS=$old; set +f; return 0 ;; esac ;;
      *.*|*'*'*) case "$name" in $accepted|*"$accepted") IFS=$old; set +f; return 0 ;; esac ;;
      *) case "$name" in *".$accepted") IFS=$old; set +f; return 0 ;; esac ;;
    esac
  done
  IFS=$old
  set +f
  return 1
}
refused=0
while IFS= read -r path; do
  accepts "$path" || { echo "file-upload: $path is none of the accepted types." >&2; refused=1; }
done < "$HEADRACE_OUTPUT.files"
if [ "$refused" -ne 0 ]; then rm -f "$HEADRACE_OUTPUT.files"; exit 1; fi
if [ ! -s "$HEADRACE_OUTPUT.files" ]; then
  rm -f "$HEADRACE_OUTPUT.files"
  echo "file-upload: the folder $INPUT_DIRECTORY holds no file." >&2
  exit 1
fi
{
  echo "uploaded_files<<END_OF_UPLOADED_FILES"
  cat "$HEADRACE_OUTPUT.files"
  echo "END_OF_UPLOADED_FILES"
} >> "$HEADRACE_OUTPUT"
rm -f "$HEADRACE_OUTPUT.files"
`;

export const fileUpload: StageType = {
  type: "file-upload",
  category: "source",
  summary: "Takes files that a person put into a folder, checks their types and hands them on as an artifact.",
  inputs: [
    {
      name: "accepted_types",
      type: "list",
      default: [],
      description: "Endings (`csv`), patterns (`*.tar.gz`) or media types (`image/*`); every file unless said.",
    },
    {
      name: "directory",
      type: "path",
      default: "uploads",
      description: "The folder, below the workspace.",
    },
  ],
  outputs: [{ name: "uploaded_files", description: "The paths of the files, one a line." }],
  expand: (inputs) => ({
    steps: [{ id: "upload", name: "Check the files", run: script, variables: inputVariables(inputs) }],
    artifacts: [{ name: "uploaded-files", paths: [`${textInput(inputs, "directory")}/**`] }],
    outputs: { uploaded_files: "${{ steps.upload.outputs.uploaded_files }}" },
  }),
};
