import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/basket.mjs";

test("adds delivery to a small basket", () => {
  assert.equal(total([12_00, 7_50]), 24_40);
});

test("delivers a large basket free", () => {
  assert.equal(total([80_00]), 80_00);
});

test("delivers free from 50.00 on", () => {
  assert.equal(total([20_00, 30_00]), 50_00);
});
