// What every script needs first: the dependencies, and the Node that comes with them. Depends on nothing itself, and
// runs on Node 18 too.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const broughtNode = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Installs what package-lock.json says and is not there. Ends the program when that fails. */
export async function setUp() {
  if (isInstalled()) return;
  console.log("Installing the dependencies (once) ...");
  const code = await install();
  if (code !== 0 || !isInstalled()) {
    console.error("The dependencies could not be installed. Is the npm registry reachable? Try: npm ci");
    process.exit(3);
  }
}

/**
 * Runs a script with the brought Node, whatever Node runs this.
 * `capture` gives what it printed instead of showing it; `inBackground`, it gives way to other programs.
 */
export function runNode(args, { capture = false, inBackground = false, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(broughtNode, args, {
      cwd: root,
      env,
      stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    // What it starts itself inherits this.
    if (inBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code: code ?? 1, signal, output: Buffer.concat(output).toString("utf8") });
    });
  });
}

/** Compares what is installed with what the lock says, not their times: those say nothing after a checkout. */
function isInstalled() {
  if (!existsSync(broughtNode)) return false;
  const wanted = readPackages("package-lock.json");
  const present = readPackages(join("node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined) return false;
  const isWrong = ([path, entry]) => {
    if (!path.startsWith("node_modules/")) return false;
    const installed = present[path];
    return installed === undefined ? entry.optional !== true : installed.version !== entry.version;
  };
  return !Object.entries(wanted).some(isWrong);
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function install() {
  const { npm_execpath: npmScript, npm_node_execpath: npmNode } = process.env;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--no-update-notifier"];
  const command = npmScript === undefined ? "npm" : (npmNode ?? process.execPath);
  const child = spawn(command, npmScript === undefined ? args : [npmScript, ...args], {
    cwd: root,
    env: installEnvironment(),
    shell: npmScript === undefined && process.platform === "win32",
    stdio: ["ignore", "inherit", "pipe"],
  });
  showWarnings(child.stderr);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}

function installEnvironment() {
  const environment = { ...process.env };
  // npm removes node_modules first, and with it the Node that may run this: npm must run on the one outside.
  const inside = join(root, "node_modules");
  const folders = (environment.PATH ?? "").split(delimiter);
  environment.PATH = folders.filter((folder) => !folder.startsWith(inside)).join(delimiter);
  // Of an empty HOME npm makes a folder named "~" here; without one it asks the system.
  if (environment.HOME === "") delete environment.HOME;
  return environment;
}

/**
 * npm warns that packages want a newer Node than the one that runs npm. They get it: they run with the brought one.
 * Everything else that npm says is shown.
 */
function showWarnings(stream) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) show(line);
  });
  stream.on("end", () => show(rest));
  const show = (line) => {
    if (line !== "" && !line.startsWith("npm warn EBADENGINE")) console.error(line);
  };
}
