import { expect, test } from "vitest";
import { readRunAddress } from "../src/index.ts";

const shop = { owner: "acme", name: "shop" };
const onBitbucket = { kind: "bitbucket-cloud", host: "bitbucket.org", ...shop };
const onGitHub = { kind: "github", host: "github.com", ...shop };

test.each([
  ["https://bitbucket.org/acme/shop/pipelines/results/12", { ...onBitbucket, run: { by: "number", number: 12 } }],
  [
    " https://bitbucket.org/acme/shop/pipelines/results/12/steps/%7B5b0f%7D/test-report ",
    { ...onBitbucket, run: { by: "number", number: 12 } },
  ],
  [
    "https://bitbucket.org/acme/shop/addon/pipelines/home#!/results/12",
    { ...onBitbucket, run: { by: "number", number: 12 } },
  ],
  ["https://github.com/acme/shop/actions/runs/9876543210", { ...onGitHub, run: { by: "id", id: "9876543210" } }],
  ["https://github.com/acme/shop/actions/runs/98/attempts/1", { ...onGitHub, run: { by: "id", id: "98", attempt: 1 } }],
  ["https://github.com/acme/shop/actions/runs/98/attempts/2", { ...onGitHub, run: { by: "id", id: "98", attempt: 2 } }],
  ["https://github.com/acme/shop/actions/runs/98/job/55?pr=3#step:4:1", { ...onGitHub, run: { by: "id", id: "98" } }],
  [
    "https://code.example.org:8443/acme/shop/actions/runs/7",
    { host: "code.example.org:8443", ...shop, run: { by: "id", id: "7" } },
  ],
])("%s", (text, address) => expect(readRunAddress(text)).toEqual(address));

test.each([
  "",
  "shop 12",
  "javascript:alert(1)//bitbucket.org/acme/shop/pipelines/results/12",
  "https://bitbucket.org/acme/shop/pipelines/results/twelve",
  "https://bitbucket.org/acme/shop/pull-requests/12",
  "https://github.com/acme/shop/actions",
  `https://github.com/acme/shop/actions/runs/${"9".repeat(50)}`,
])("%s is no address of a run", (text) => expect(readRunAddress(text)).toBeUndefined());
