import { describe, expect, test } from "vitest";
import { parsePipeline } from "../src/index.ts";

function found(variables: Readonly<Record<string, string>>): readonly (string | number)[] {
  const text = JSON.stringify({ name: "a", variables, stages: { b: { steps: ["x"] } } });
  return parsePipeline(text)
    .diagnostics.filter(({ code }) => code === "credential-in-text")
    .map(({ path }) => path.at(-1) ?? "");
}

// Put together here, so that no scanner takes this file for a leak.
const random = "Zk3vQ9xT7bN2mW8rL5pD1hJ6gS4fA0cYuE";

test("a long text of colons in a URL is looked through in one pass", () => {
  // A search that begins anew at each colon would not end in the time a test has.
  expect(found({ VALUE: `https://${"a:".repeat(400_000)}` })).toEqual([]);
});

describe("credentials written out", () => {
  test.each([
    ["a GitHub token", `ghp_${random}ab`],
    ["a GitLab token", `glpat-${random.slice(0, 20)}`],
    ["an AWS key", "AKIA2E5RT6YU7IJ4PLKM"],
    ["a Google key", `AIza${random}x`],
    ["a Slack token", `xoxb-123456789012-${random}`],
    ["an npm token", `npm_${random}ab`],
    ["a Stripe key", `sk_live_${random}`],
    ["a JSON web token", `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${random}`],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nabc"],
    ["a password in a URL", "https://ci:h4rd-to-guess@registry.internal/x"],
    ["one inside a longer text", `curl -H 'Authorization: token ghp_${random}ab' https://x`],
  ])("%s is found under any name", (_, value) => {
    expect(found({ VALUE: value })).toEqual(["VALUE"]);
  });

  test.each([
    "DEPLOY_TOKEN",
    "apiKey",
    "DB_PASSWORD",
    "clientSecret",
    "AWS_SECRET_ACCESS_KEY",
    "private-key".replace("-", "_"),
  ])("a random value under %s is found", (name) => {
    expect(found({ [name]: random.slice(0, 24) })).toEqual([name]);
  });

  test.each<[string, string]>([
    ["TOKEN", "${{ secrets.TOKEN }}"],
    ["TOKEN", "$OTHER_TOKEN"],
    ["POSTGRES_PASSWORD", "test"],
    ["DB_PASSWORD", "development-only-password"],
    ["API_TOKEN", "your-token-goes-here-1234"],
    ["TOKEN_FILE", `/run/secrets/${random}`],
    ["SECRET_NAME", "projects/shop/secrets/deploy-2024"],
    ["COMMIT", "9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a"],
    ["DIGEST", `sha256:${"0123456789abcdef".repeat(4)}`],
    ["IMAGE", "registry.example.org:5000/team/app@sha256"],
    ["URL", "https://user@host.example/path:with@signs"],
    ["URL", "https://$USER:$PASSWORD@host/path"],
    ["URL", "postgres://app:${{ secrets.P }}@db/app"],
    ["REMOTE", "ssh://git@host:22/repository"],
    ["TEXT", "the sk-learn library, the ghp_ prefix and an AKIA of nothing"],
    ["KEY", "npm-${{ hashFiles('package-lock.json') }}"],
    ["TOKENIZER", random],
    ["PASSWORD_POLICY", "minimum-12-characters-1-digit"],
  ])("%s: %s is left alone", (name, value) => {
    expect(found({ [name]: value })).toEqual([]);
  });
});
