import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createGitHub, type GitHub, type GitHubOptions } from "../../src/index.ts";
import { type GitHubDouble, startGitHubDouble } from "../doubles/github/start-double.ts";
import { addRepository, type Repository } from "../doubles/github/world.ts";
import { leapingClock } from "./leaping-clock.ts";

/** A double of GitHub with one repository, `acme/shop`. */
export interface SharedGitHub {
  readonly double: GitHubDouble;
  readonly repository: Repository;
  /** A client whose token may do everything. */
  readonly github: GitHub;
  /** Another one, which is closed after the test. */
  connect(options?: Partial<GitHubOptions>): GitHub;
}

/** Shares it between the tests of a file: empty before each, and asked for nothing unspecified in it. */
export function shareGitHub(): SharedGitHub {
  let double: GitHubDouble;
  let made: Pick<SharedGitHub, "repository" | "github">;
  const opened: GitHub[] = [];

  beforeAll(async () => {
    double = await startGitHubDouble();
  });
  afterAll(() => double[Symbol.asyncDispose]());
  beforeEach(() => {
    double.reset();
    made = { repository: addRepository(double.world, "acme/shop"), github: connect() };
  });
  afterEach(() => {
    for (const github of opened.splice(0)) github.close();
    expect(double.violations).toEqual([]);
  });

  function connect(options: Partial<GitHubOptions> = {}): GitHub {
    const common = { baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() };
    const github = createGitHub({ token: "t0ken", ...common, ...options });
    opened.push(github);
    return github;
  }

  return {
    get double() {
      return double;
    },
    get repository() {
      return made.repository;
    },
    get github() {
      return made.github;
    },
    connect,
  };
}
