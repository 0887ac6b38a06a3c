import assert from "node:assert/strict";
import { test } from "node:test";
import { arrival } from "../src/delivery.mjs";

test("takes two working days", () => {
  assert.deepEqual(arrival("2026-03-02"), new Date("2026-03-04"));
});

test("rests at the weekend", () => {
  assert.deepEqual(arrival("2026-03-06"), new Date("2026-03-10"));
});
