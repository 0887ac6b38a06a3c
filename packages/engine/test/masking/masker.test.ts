import { spawnSync } from "node:child_process";
import { createMasker, type Masker } from "@headrace/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function maskerOf(...secrets: readonly string[]): Masker {
  const masker = createMasker();
  for (const [index, secret] of secrets.entries()) masker.add(`SECRET_${index}`, secret);
  return masker;
}

/** The pieces between the given cut positions. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const positions = [0, ...cuts.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return positions.slice(1).map((end, index) => bytes.subarray(positions[index], end));
}

function maskPieces(masker: Masker, pieces: readonly Buffer[]): string {
  const stream = masker.stream();
  const written = pieces.map((piece) => stream.write(piece));
  return Buffer.concat([...written, stream.end()]).toString();
}

/** Masking as one would write it without a thought for speed or streams. */
function maskPlainly(text: string, secrets: readonly string[]): string {
  const runs: [number, number][] = [];
  for (const secret of new Set(secrets)) {
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1))
      runs.push([at, at + secret.length]);
  }
  runs.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let masked = "";
  let position = 0;
  for (let index = 0; index < runs.length; ) {
    const [start = 0] = runs[index] ?? [];
    let end = runs[index]?.[1] ?? 0;
    for (index += 1; index < runs.length && (runs[index]?.[0] ?? 0) < end; index += 1) {
      end = Math.max(end, runs[index]?.[1] ?? 0);
    }
    masked += `${text.slice(position, start)}***`;
    position = end;
  }
  return masked + text.slice(position);
}

describe("streams", () => {
  // Two letters, so that secrets overlap, repeat and begin within each other.
  const fewLetters = (range: { minLength: number; maxLength: number }) =>
    fc.string({ unit: fc.constantFrom("a", "b"), ...range });

  test("any cutting into pieces gives what plain masking of the whole gives", () => {
    fc.assert(
      fc.property(
        fc.array(fewLetters({ minLength: 6, maxLength: 12 }), { maxLength: 6 }),
        fc.array(fc.oneof(fewLetters({ minLength: 0, maxLength: 20 }), fc.nat(5)), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (secrets, parts, cuts) => {
          const text = parts.map((part) => (typeof part === "number" ? (secrets[part] ?? "-") : part)).join("");
          const masker = maskerOf(...secrets);
          const expected = maskPlainly(text, secrets);
          expect(maskPieces(masker, cut(Buffer.from(text), cuts))).toBe(expected);
          expect(
            maskPieces(
              masker,
              [...Buffer.from(text)].map((byte) => Buffer.from([byte])),
            ),
          ).toBe(expected);
          expect(masker.maskText(text)).toBe(expected);
          expect(masker.containsSecret(text)).toBe(expected !== text);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("bytes that are no text pass through as they are", () => {
    const masker = maskerOf("correct-horse-battery", "s3cr3t-value");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(), { maxLength: 10 }), (bytes, cuts) => {
        const stream = masker.stream();
        const written = cut(Buffer.from(bytes), cuts).map((piece) => stream.write(piece));
        expect(Buffer.concat([...written, stream.end()])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test("only what could still become a secret is held back", () => {
    const stream = maskerOf("hunter2-secret").stream();
    expect(stream.write(Buffer.from("password: hunt")).toString()).toBe("password: ");
    expect(stream.write(Buffer.from("ing")).toString()).toBe("hunting");
    expect(stream.write(Buffer.from(" hunter2-secre")).toString()).toBe(" ");
    expect(stream.write(Buffer.from("t!")).toString()).toBe("***!");
    expect(stream.write(Buffer.from("hunter2")).toString()).toBe("");
    expect(stream.end().toString()).toBe("hunter2");
  });

  test("without secrets, and without matches, a chunk is not copied", () => {
    const chunk = Buffer.from("nothing to see\n");
    expect(createMasker().stream().write(chunk)).toBe(chunk);
    expect(maskerOf("hunter2-secret").stream().write(chunk)).toBe(chunk);
  });

  test("a secret added later is masked from then on, in what is held back too", () => {
    const masker = maskerOf("abcdef-first");
    const stream = masker.stream();
    expect(stream.write(Buffer.from("token-second abcdef")).toString()).toBe("token-second ");
    masker.add("SECOND", "def-token-second");
    masker.add("THIRD", "token-second");
    expect(stream.write(Buffer.from("-token-second, token-")).toString()).toBe("abc***, ");
    expect(stream.write(Buffer.from("second abcdef-first")).toString()).toBe("*** ***");
  });

  test("a secret that reaches into another, found before a new one is added, is masked once", () => {
    const masker = maskerOf("abcdef", "bcdefgh-and-more");
    const stream = masker.stream();
    const first = stream.write(Buffer.from("abcdefgh-and")).toString();
    masker.add("NEW", "something-else");
    expect(first + stream.write(Buffer.from("-more.")).toString() + stream.end().toString()).toBe("***.");
  });
});

describe("forms of a secret", () => {
  const secret = fc
    .string({ unit: "grapheme", minLength: 6, maxLength: 40 })
    .filter((text) => [...text.trim()].length >= 6);

  test("base64 at any alignment, in both alphabets, and nothing of its neighbours", () => {
    fc.assert(
      fc.property(secret, fc.uint8Array({ maxLength: 7 }), fc.uint8Array({ maxLength: 7 }), (value, before, after) => {
        const bare = Buffer.from(value.trim());
        const all = Buffer.concat([before, bare, after]);
        for (const alphabet of ["base64", "base64url"] as const) {
          const encoded = all.toString(alphabet);
          const ownStart = Math.ceil((before.length * 8) / 6);
          const ownEnd = Math.floor(((before.length + bare.length) * 8) / 6);
          expect(maskerOf(value).maskText(encoded)).toBe(`${encoded.slice(0, ownStart)}***${encoded.slice(ownEnd)}`);
        }
      }),
    );
  });

  test("URL-encoded, JSON-escaped and HTML-escaped", () => {
    fc.assert(
      fc.property(secret, (value) => {
        fc.pre(value.isWellFormed());
        const bare = value.trim();
        const form = new URLSearchParams({ v: bare }).toString().slice(2);
        const forms = [
          encodeURIComponent(bare),
          encodeURIComponent(bare).replace(/%../g, (code) => code.toLowerCase()),
          encodeURI(bare),
          form,
          JSON.stringify(bare).slice(1, -1),
          bare.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
        ];
        const masker = maskerOf(value);
        for (const encoded of forms) expect(masker.maskText(`[${encoded}]`)).toBe("[***]");
      }),
    );
  });

  test("as real shells and programs print it", () => {
    const value = `it's a "p$ss\`w0rd\\! & <more>`;
    const masker = maskerOf(value);
    const scripts = [
      ["bash", `printf '%q\\n' "$S"`],
      ["bash", `set -x; : "$S"`],
      ["bash", `declare -p S`],
      ["bash", `printf '%s\\n' "\${S@Q}"`],
      ["sh", `set -x; : "$S"`],
      ["sh", `set`],
      ["sh", `printf 'user:%s' "$S" | base64`],
      ["sh", `printf '%s' "$S" | base64 -w0`],
    ] as const;
    for (const [shell, script] of scripts) {
      const environment = { PATH: process.env.PATH ?? "", S: value };
      // A bash whose input is a socket takes itself for a remote shell, and begins with what a person has set up.
      const { stdout, stderr } = spawnSync(shell, ["-c", script], {
        env: environment,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      expect(masker.maskText(stdout + stderr), `${shell}: ${script}`).toContain("***");
      expect(masker.maskText(stdout + stderr), `${shell}: ${script}`).not.toMatch(/w0rd|dzByZ|cwcm|MHJk/);
    }
  });

  test("base64 that is wrapped into lines", () => {
    const value = Array.from({ length: 30 }, (_, index) => `part-${index * 7919}`).join(":");
    const { stdout } = spawnSync("base64", [], { input: value, encoding: "utf8" });
    expect(stdout.split("\n").length).toBeGreaterThan(3);
    expect(maskerOf(value).maskText(stdout)).toMatch(/^\*\*\*[A-Za-z0-9+/]{0,1}={0,2}\n$/);
  });
});

describe("secrets of several lines", () => {
  const lines = [
    "-----BEGIN PRIVATE KEY-----",
    "MIIEvQIBADANBgkqhkiG9w0BAQEF",
    "AASCBKcwggSjAgEA",
    "x7Qw==",
    "-----END PRIVATE KEY-----",
  ];
  const masker = maskerOf(`${lines.join("\n")}\n`);

  test("each line of eight characters or more is masked wherever it stands", () => {
    for (const line of lines.filter((text) => text.length >= 8)) {
      expect(masker.maskText(`  | ${line} |`)).toBe("  | *** |");
    }
  });

  test("a shorter line is masked only as a part of the whole", () => {
    expect(masker.maskText("x7Qw== alone")).toBe("x7Qw== alone");
    expect(masker.maskText(`<${lines.join("\n")}>`)).toBe("<***>");
    expect(masker.maskText(`<${lines.join("\r\n")}>`)).toBe("<***>");
    expect(masker.maskText(JSON.stringify({ key: lines.join("\n") }))).toBe('{"key":"***"}');
    expect(masker.maskText(`<${lines.join("\\n")}>`)).toBe("<***>");
  });

  test("a secret given with CRLF is masked with LF", () => {
    expect(maskerOf(lines.join("\r\n")).maskText(`<${lines.join("\n")}>`)).toBe("<***>");
  });
});

describe("innocent text stays", () => {
  test("short values are not masked, and that is said once for each name", () => {
    const masker = createMasker();
    expect(masker.add("PIN", "12345")).toMatchObject({ name: "PIN", reason: "short" });
    expect(masker.add("PIN", "54321")).toBeNull();
    expect(masker.add("OTHER", " abc \n")?.message).not.toContain("abc");
    expect(masker.add("EMPTY", "")).toBeNull();
    expect(masker.maskText("12345 54321 abc")).toBe("12345 54321 abc");
    expect(masker.add("SIX", "123456")).toBeNull();
    expect(masker.maskText("1234567")).toBe("***7");
  });

  test("white space around a secret is not a part of it", () => {
    expect(maskerOf("  token-value\n").maskText("a token-value b\n")).toBe("a *** b\n");
  });

  test("beginnings, ends, other cases and look-alikes of secrets are shown", () => {
    const text = [
      "correct-horse-batter y Correct-Horse-Battery orrect-horse-battery correct horse battery",
      "https://example.org/?next=%2Fhome&user=jane+doe -----BEGIN CERTIFICATE----- { } [ ] -------- ========",
      "added 1234 packages in 12s, 0123456789abcdef, /usr/lib/node_modules/npm, \\n \\u00e9 &amp; '\\''",
    ].join("\n");
    const secrets = [
      "correct-horse-battery",
      "p@ss w0rd & more",
      '{\n  "type": "account",\n  "id": 7\n}',
      "ab\n--------\ncd",
    ];
    expect(maskerOf(...secrets).maskText(text)).toBe(text);
  });

  test("text without a secret is the same string, unpaired surrogates and all", () => {
    const text = "broken \ud800 text";
    expect(maskerOf("hunter2-secret").maskText(text)).toBe(text);
  });
});

describe("hostile input", () => {
  test("many secrets added one by one between writes stay affordable and all are masked", () => {
    const masker = createMasker();
    const stream = masker.stream();
    let output = "";
    for (let index = 0; index < 500; index += 1) {
      masker.add(`M${index}`, `value-number-${index}-of-many`);
      output += stream.write(Buffer.from(`value-number-${index}-of-many\n`)).toString();
    }
    expect(output + stream.end().toString()).toBe("***\n".repeat(500));
  });

  test("a long secret of one letter, met byte by byte", () => {
    const stream = maskerOf("a".repeat(20_000)).stream();
    let output = "";
    for (let index = 0; index < 20_500; index += 1) output += stream.write(Buffer.from("a")).toString();
    expect(output + stream.end().toString()).toBe("***");
  });
});
