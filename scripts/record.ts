import { spawn } from "node:child_process";
import { chmod, cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureFrames } from "./recording/capture-frames.ts";
import { drawRecording } from "./recording/draw-recording.ts";

/**
 * Writes `docs/recording.svg`: examples/failing run for real in a pseudo-terminal (by `script` of util-linux), what it
 * printed replayed through a terminal emulator, and each picture drawn.
 */

const root = join(import.meta.dirname, "..");
const size = { columns: 92, rows: 28 };

/** Typed by nobody: the shell prints each command as if, and then runs it. */
const session = `
stty cols ${size.columns} rows ${size.rows}
type_out() {
  printf '\\033[32m$\\033[0m '
  sleep 0.7
  text=$1
  while [ -n "$text" ]; do
    rest=\${text#?}
    printf '%s' "\${text%"$rest"}"
    text=$rest
    sleep 0.035
  done
  sleep 0.4
  printf '\\n'
}
enter() { type_out "$1"; eval "$1"; }
enter 'headrace run --workspace isolated'
[ $? = 1 ] || exit 10
sleep 4.5
printf '\\n'
enter "sed -i 's/sum > 50_00/sum >= 50_00/' src/basket.mjs"
enter 'headrace run --rerun latest --failed' || exit 11
printf '\\n\\033[32m$\\033[0m '
`;

const folder = await mkdtemp(join(tmpdir(), "headrace-recording-"));
try {
  const project = join(folder, "shop");
  await cp(join(root, "examples/failing"), project, { recursive: true });
  await rm(join(project, ".headrace"), { recursive: true, force: true });
  await symlink(join(root, "bin/headrace.js"), join(folder, "headrace"));
  const driver = join(folder, "session.sh");
  await writeFile(driver, session);
  await chmod(driver, 0o755);
  const frames = await captureFrames(await perform(driver, project), size);
  const drawing = drawRecording(frames, size);
  await writeFile(join(root, "docs/recording.svg"), drawing);
  console.log(`docs/recording.svg: ${frames.length} pictures, ${(drawing.length / 1000).toFixed(0)} kB`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** What the session wrote to its terminal, each piece with the milliseconds since the beginning. */
function perform(
  driver: string,
  directory: string,
): Promise<readonly { readonly at: number; readonly text: string }[]> {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...outside } = process.env;
  const env = { ...outside, TERM: "xterm-256color", LANG: "C.UTF-8", PATH: `${folder}:${outside.PATH ?? ""}` };
  return new Promise((resolve, reject) => {
    const child = spawn("script", ["-qefc", `sh ${driver}`, "/dev/null"], {
      cwd: directory,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const began = performance.now();
    const pieces: { at: number; text: string }[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      pieces.push({ at: performance.now() - began, text });
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(pieces) : reject(new Error(`the session ended with ${code}`))));
  });
}
