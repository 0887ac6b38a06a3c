import type { App } from "@headrace/app";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { statusMark } from "../../output/status.ts";
import { createStyle } from "../../output/style.ts";
import { visible } from "../../output/visible.ts";
import { version } from "../../version.ts";
import type { ServeFlags } from "../serve.ts";
import type { Demo } from "./demo/set-up-demo.ts";
import type { FirstLink } from "./first-link.ts";

export interface Listening {
  /** As this machine reaches it. */
  readonly url: string;
  readonly port: number;
  readonly app: App;
  readonly link: FirstLink | undefined;
}

/** Tells whoever started a server what they want to know of it: a person in lines, a program in JSON. */
export interface Announcer {
  listening(listening: Listening): void;
  demo(demo: Demo | undefined): void;
  demoFailed(error: unknown): void;
  stopping(signal: NodeJS.Signals): void;
}

export function createAnnouncer(context: CommandContext, flags: ServeFlags): Announcer {
  return flags.json === true ? forPrograms(context) : forPeople(context, flags);
}

function forPrograms({ stdout }: CommandContext): Announcer {
  const print = (value: Readonly<Record<string, unknown>>): void => {
    stdout.write(`${JSON.stringify(value)}\n`);
  };
  return {
    listening({ url, port, app: { options }, link }) {
      const { dataDirectory, publicUrl } = options;
      const first = link === undefined ? {} : { link };
      print({ type: "listening", url, port, publicUrl, pid: process.pid, version, dataDirectory, ...first });
    },
    demo(demo) {
      if (demo !== undefined) print({ type: "demo", ...demo });
    },
    demoFailed: (error) => print({ type: "demo", error: messageOf(error) }),
    stopping: (signal) => print({ type: "stopping", signal }),
  };
}

function forPeople(context: CommandContext, flags: ServeFlags): Announcer {
  const { stdout } = context;
  const style = createStyle(context.color);
  let address = "";
  return {
    listening({ url, app: { options }, link }) {
      address = visible(options.publicUrl);
      const facts: readonly (readonly [string, string])[] = [
        ...(options.publicUrl === url ? [] : [["from outside", style.cyan(address)] as const]),
        [
          "data",
          `${visible(options.dataDirectory)}${flags.database === undefined ? "" : ", and the PostgreSQL database"}`,
        ],
        ["API", style.cyan(`${address}/api/docs`)],
        ["to stop", stdout.isTTY === true ? "Ctrl-C" : `kill ${process.pid}`],
      ];
      const width = Math.max(...facts.map(([name]) => name.length));
      const lines = [
        `${style.bold(`Headrace ${version}`)} is ready at ${style.cyan(url)}`,
        ...facts.map(([name, fact]) => `  ${style.dim(name.padEnd(width))}  ${fact}`),
      ];
      const warning = warningOf(flags);
      if (warning !== undefined) lines.push("", style.yellow(warning));
      if (link !== undefined) {
        const what = link.kind === "setUp" ? "Create the owner's account" : "Sign in";
        lines.push("", `${what} with this link, which works once:`, `  ${style.cyan(link.url)}`);
      }
      stdout.write(`${lines.join("\n")}\n\n`);
    },
    demo(demo) {
      if (demo === undefined) return;
      const lines = demo.executions.map(({ number, outcome, id }) => {
        const mark = statusMark(outcome === "success" || outcome === "failed" ? outcome : "running", style);
        return `  ${mark.shape} shop#${number} ${mark.word.padEnd(7)}  ${style.dim(`${address}/executions/${id}`)}`;
      });
      const advice = demo.executions.some(({ outcome }) => outcome === "failed")
        ? [
            "",
            "A test fails since the last commit. Mend src/basket.mjs there, commit, and run shop again: on its page, or, with a",
            "token from the page Tokens, by",
            `  headrace login ${address}`,
            "  headrace trigger shop --wait",
          ]
        : [];
      stdout.write(
        `${[`A repository to try things with: ${visible(demo.directory)}`, ...lines, ...advice].join("\n")}\n\n`,
      );
    },
    demoFailed(error) {
      const mend = error instanceof HeadraceError && error.mend !== undefined ? `; ${error.mend}` : "";
      context.stderr.write(`The demonstration could not be set up: ${visible(messageOf(error) + mend)}.\n`);
    },
    stopping: () => stdout.write("Stopping. Press Ctrl-C again to end it at once.\n"),
  };
}

function warningOf({ runAs, runAsRange, trustPipelines, demo }: ServeFlags): string | undefined {
  if (runAs !== undefined || runAsRange !== undefined) return undefined;
  return trustPipelines === true || demo === true
    ? "Pipelines are trusted: a stage may do on this machine whatever you may do."
    : "No pipeline is run yet: say as whom with --run-as, or trust them with --trust-pipelines.";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
