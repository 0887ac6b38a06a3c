import { execFileSync } from "node:child_process";
import { createScratch, type Scratch } from "./scratch.ts";

/** One job, in all three formats. */
export interface Job {
  readonly name: string;
  readonly needs: readonly string[];
  readonly command: string;
}

/** A committed repository that holds the same work for Headrace, gitlab-ci-local and make. */
export function createProject(jobs: readonly Job[], files: Readonly<Record<string, string>> = {}): Scratch {
  const scratch = createScratch({
    "headrace.yml": headraceText(jobs),
    ".gitlab-ci.yml": gitlabText(jobs),
    Makefile: makeText(jobs),
    ".gitignore": ".gitlab-ci-local/\n",
    ...files,
  });
  const git = (...words: readonly string[]): void => {
    execFileSync("git", ["-C", scratch.path, "-c", "user.name=bench", "-c", "user.email=bench@example.org", ...words]);
  };
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=Work");
  // gitlab-ci-local asks for them, and does extra work where they are missing.
  git("remote", "add", "origin", "https://gitlab.example.org/bench/bench.git");
  git("update-ref", "refs/remotes/origin/main", "HEAD");
  git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  return scratch;
}

function headraceText(jobs: readonly Job[]): string {
  const stages = jobs.map(
    ({ name, needs, command }) =>
      `  ${name}:\n${needs.length === 0 ? "" : `    needs: [${needs.join(", ")}]\n`}    steps: [{ run: ${command} }]\n`,
  );
  return `name: bench\nstages:\n${stages.join("")}`;
}

function gitlabText(jobs: readonly Job[]): string {
  return jobs
    .map(({ name, needs, command }) => `${name}:\n  needs: [${needs.join(", ")}]\n  script: ["${command}"]\n`)
    .join("");
}

function makeText(jobs: readonly Job[]): string {
  const names = jobs.map(({ name }) => name).join(" ");
  const rules = jobs.map(({ name, needs, command }) => `${name}: ${needs.join(" ")}\n\t@${command}\n`);
  return `.PHONY: all ${names}\nall: ${names}\n${rules.join("")}`;
}
