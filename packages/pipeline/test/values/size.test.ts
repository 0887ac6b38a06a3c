import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSize, parseSize, printSize } from "../../src/values/index.ts";

describe("sizes", () => {
  test.each([
    ["512Mi", 512 * 1024 ** 2],
    ["2Gi", 2 * 1024 ** 3],
    ["2GiB", 2 * 1024 ** 3],
    ["100MB", 100_000_000],
    ["100M", 100_000_000],
    ["1.5Ki", 1536],
    ["10kB", 10_000],
    ["800B", 800],
    ["0B", 0],
  ])("%s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(["", "100", "Mi", "-1Mi", "1 0Mi", "1mi", "1Pi", "1e3B", "999999999999999Ti"])("%j is no size", (text) => {
    expect(parseSize(text)).toBeNull();
  });

  test("what is printed is read back", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 9 }), fc.constantFrom(1, 1000, 1024, 1024 ** 2), (count, factor) => {
        expect(parseSize(printSize(count * factor))).toBe(count * factor);
      }),
    );
  });

  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [1024 ** 2 - 1, "1 MiB"],
    [512 * 1024 ** 2, "512 MiB"],
    [3 * 1024 ** 5, "3072 TiB"],
  ])("%d bytes are shown as %s", (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});
