import assert from "node:assert/strict";
import { test } from "node:test";
import { slug } from "../dist/slug.mjs";

test("joins words with hyphens", () => {
  assert.equal(slug("Lead a Commit"), "lead-a-commit");
});

test("drops accents", () => {
  assert.equal(slug("Crème brûlée"), "creme-brulee");
});

test("trims what is not a letter or a digit", () => {
  assert.equal(slug("  (draft) "), "draft");
});
