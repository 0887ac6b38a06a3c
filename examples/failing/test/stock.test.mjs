import assert from "node:assert/strict";
import { test } from "node:test";
import { missing } from "../src/stock.mjs";

test("finds what is sold out", () => {
  assert.deepEqual(missing({ tea: 3 }, { tea: 2, cups: 1 }), ["cups"]);
});

test("counts what is left", () => {
  assert.deepEqual(missing({ tea: 3 }, { tea: 4 }), ["tea"]);
});
