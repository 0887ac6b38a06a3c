#!/usr/bin/env node
// Starts the command line on a Node that can run it: this one, or else the one that the npm package `node` brought.
// This file must run on Node 18 too, and depends on nothing.
import module from "node:module";

// Not imported: for that all that they export would be gathered first, streams of files among it.
const require = module.createRequire(import.meta.url);
const { existsSync, readFileSync } = require("node:fs");
const { homedir, tmpdir } = require("node:os");
const { dirname, isAbsolute, join } = require("node:path");
const { fileURLToPath } = require("node:url");

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inCheckout = existsSync(join(root, "packages", "cli", "src", "main.ts"));

if (isModern(process.versions.node)) await runHere();
else runWithBroughtNode();

/**
 * From 24.15 on, Node runs TypeScript and SQLite without a warning that they are experimental. Of the 25 line, whose
 * early releases warn too, none is taken.
 */
function isModern(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 24 && minor >= 15) || major >= 26;
}

async function runHere() {
  // Compiled code is kept between runs, in the user's own folder: a folder that others can write could be poisoned.
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE || join(userCache(), "headrace"));
  if (inCheckout) findOwnFilesByName(new URL("../packages/", import.meta.url).href);
  const entry = inCheckout ? "../packages/cli/src/main.ts" : "../dist/main.js";
  try {
    const { main } = await import(entry);
    // Set, not passed to exit(): what was printed is flushed first.
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (inCheckout && error.code === "ERR_MODULE_NOT_FOUND") {
      fail(`The dependencies of this checkout are not installed: ${error.message}`);
      return;
    }
    // main() answers for every failure that it knows of. This one is a defect, and 1 would blame the pipeline.
    console.error(error);
    process.exitCode = 3;
  }
}

/**
 * In a checkout. Our files import each other by their full names, so there is nothing to look for: no package.json to read, no link to
 * follow, no kind of module to tell. Each of our packages, and of Node's own modules, is looked for once, not again by
 * every file that imports it. That is a quarter of the time of a trivial run.
 */
function findOwnFilesByName(packages) {
  const found = new Map();
  module.registerHooks({
    resolve(specifier, context, next) {
      if (!context.parentURL?.startsWith(packages)) return next(specifier, context);
      if (specifier.startsWith(".")) {
        const { href } = new URL(specifier, context.parentURL);
        return { url: href, format: "module-typescript", shortCircuit: true };
      }
      if (!specifier.startsWith("@headrace/") && !specifier.startsWith("node:")) return next(specifier, context);
      const known = found.get(specifier) ?? { ...next(specifier, context), shortCircuit: true };
      found.set(specifier, known);
      return known;
    },
  });
}

function userCache() {
  const { XDG_CACHE_HOME } = process.env;
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  const home = homedir();
  if (isAbsolute(home)) return join(home, ".cache");
  return join(tmpdir(), `headrace-${process.getuid?.() ?? "user"}`);
}

function runWithBroughtNode() {
  const node = findBroughtNode();
  if (node === undefined) {
    fail(`Headrace needs Node.js 24.15 or later; this is ${process.versions.node}, and no other was brought along.`);
    return;
  }
  const { spawn } = require("node:child_process");
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });

  // What the terminal sends goes to the whole foreground group, so the child has it already: a second Ctrl-C would
  // mean "kill". Without a terminal it comes to this process alone.
  const inTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"]) {
    process.on(signal, () => {
      if (!inTerminal) child.kill(signal);
    });
  }
  for (const signal of ["SIGTERM", "SIGUSR2"]) process.on(signal, () => child.kill(signal));

  child.on("error", (error) => fail(`The Node.js at ${node} could not be started: ${error.message}.`));
  child.on("close", (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 3;
      return;
    }
    // Ends as the child ended, so that a shell sees the same signal.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** The package may be beside this one (hoisted), or inside it. */
function findBroughtNode() {
  for (let folder = root; ; folder = dirname(folder)) {
    const brought = join(folder, "node_modules", "node");
    const executable = [join(brought, "bin", "node.exe"), join(brought, "bin", "node")].find(existsSync);
    if (executable !== undefined && isModern(versionOf(brought))) return executable;
    if (dirname(folder) === folder) return undefined;
  }
}

function versionOf(folder) {
  try {
    return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
  } catch {
    return "";
  }
}

function fail(message) {
  const mend = inCheckout
    ? "Install what it needs, its Node.js among it: npm ci"
    : "Install Node.js 24 (https://nodejs.org), or let npm bring it: npm install node@24 --allow-scripts=node";
  process.stderr.write(`${message}\n${mend}\n`);
  process.exitCode = 3;
}
