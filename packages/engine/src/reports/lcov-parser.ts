/** Line coverage gathered from lcov records; several records of one file are united. */
export interface LcovParser {
  line(text: string): void;
  end(): LcovCoverage;
}

export interface LcovCoverage {
  /** Lines that could be run. */
  readonly lines: number;
  readonly covered: number;
  /** Records read; none means that the file was no lcov. */
  readonly records: number;
  /** Of lines that are not lcov, counting from 1; the first few. */
  readonly badLines: readonly number[];
  /** The last record has no end: the file was cut off. */
  readonly unfinished: boolean;
}

interface SourceFile {
  /** Line to whether it was hit. */
  readonly lines: Map<number, boolean>;
  /** `LF` and `LH`, for writers that leave out the lines themselves. */
  found: number;
  hit: number;
}

const maxBadLines = 20;

/** Format: the `geninfo` manual page of LTP lcov, section FILES. */
export function createLcovParser(): LcovParser {
  const files = new Map<string, SourceFile>();
  const badLines: number[] = [];
  let current: SourceFile | undefined;
  let records = 0;
  let number = 0;

  function source(name: string): SourceFile {
    const known = files.get(name);
    const file = known ?? { lines: new Map<number, boolean>(), found: 0, hit: 0 };
    if (known === undefined) {
      files.set(name, file);
    }
    return file;
  }

  function bad(): void {
    if (badLines.length < maxBadLines) {
      badLines.push(number);
    }
  }

  function entry(file: SourceFile, key: string, value: string): void {
    if (key === "DA") {
      const match = /^(\d{1,9}),\s*([-=\d.e+]+)(?:,|$)/i.exec(value);
      const hits = Number(match?.[2]);
      if (match === null || Number.isNaN(hits)) {
        bad();
        return;
      }
      const line = Number(match[1]);
      file.lines.set(line, hits > 0 || file.lines.get(line) === true);
    } else if (key === "LF" || key === "LH") {
      const count = Number(value);
      if (!Number.isSafeInteger(count) || count < 0) {
        bad();
        return;
      }
      if (key === "LF") {
        file.found = Math.max(file.found, count);
      } else {
        file.hit = Math.max(file.hit, count);
      }
    }
  }

  return {
    line(text) {
      number++;
      const line = text.trim();
      if (line === "" || line.startsWith("#")) {
        return;
      }
      if (line === "end_of_record") {
        current = undefined;
        return;
      }
      const colon = line.indexOf(":");
      const key = line.slice(0, colon);
      if (colon < 1 || !/^[A-Z]{2,6}$/.test(key)) {
        bad();
        return;
      }
      const value = line.slice(colon + 1).trim();
      if (key === "SF") {
        records++;
        current = source(value.replaceAll("\\", "/"));
      } else if (current !== undefined) {
        entry(current, key, value);
      }
    },
    end() {
      let lines = 0;
      let covered = 0;
      for (const file of files.values()) {
        const counted = file.lines.size > 0;
        lines += counted ? file.lines.size : file.found;
        covered += counted ? [...file.lines.values()].filter(Boolean).length : Math.min(file.hit, file.found);
      }
      return { lines, covered, records, badLines, unfinished: current !== undefined };
    },
  };
}
