import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/basket.mjs";

test("adds delivery to a small basket", () => {
  assert.equal(total([12_00, 7_50]), 24_40);
});
