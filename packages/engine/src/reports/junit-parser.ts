import { SaxesParser } from "saxes";
import { createMasker, type Masker } from "../masking/masker.ts";
import { cutMessage, failureText, maskedText, secondsToMilliseconds } from "./case-text.ts";
import { createRetriedCases, type RetriedCases } from "./retried-cases.ts";
import { maxMessageBytes, type TestCase } from "./test-case.ts";
import { createXmlGuard, cutMark } from "./xml-guard.ts";

/** Why a file could not be read to its end. */
export interface JunitBreak {
  readonly kind: "broken" | "not-a-report";
  /** Counts from 1. */
  readonly line: number;
  /** In words, without the file's name. */
  readonly reason: string;
}

/** Reads one JUnit XML document piece by piece; memory does not grow with the document. */
export interface JunitParser {
  /** Null while all is well; after a break nothing further is read. */
  write(chunk: string): JunitBreak | null;
  /** To be called once, also after a break: gives the cases that were held back. */
  end(): JunitBreak | null;
}

/** Deeper nesting than any writer's: it would fill the memory of the parser. */
const maxDepth = 200;
const maxAttributes = 200;

const xmlOptions = { xmlns: false, position: false, forceXMLVersion: true, defaultXMLVersion: "1.0" } as const;

type Attributes = Readonly<Record<string, string>>;

interface OpenSuite {
  readonly name: string;
  readonly file: string | undefined;
  readonly cases: RetriedCases;
}

interface OpenCase {
  readonly attributes: Attributes;
  failures: string[];
  /** Failures of runs that were followed by another: surefire's rerun… and flaky… elements. */
  reruns: number;
  flakyRuns: number;
  failed: boolean;
  skipped: boolean;
  note: string;
}

interface OpenDetail {
  readonly element: string;
  readonly message: string;
  body: string;
}

/** Elements inside a case that tell what went wrong; `warning` and `incomplete` are PHPUnit's. */
const details = new Set([
  "failure",
  "error",
  "skipped",
  "disabled",
  "incomplete",
  "warning",
  "rerunFailure",
  "rerunError",
  "flakyFailure",
  "flakyError",
]);

/** The only elements whose text belongs to the detail they stand in. */
const transparent = new Set(["stackTrace", "message"]);

/** @param masker hides secrets in what the document says of its cases, before it is cut to length. */
export function createJunitParser(emit: (found: TestCase) => void, masker: Masker = createMasker()): JunitParser {
  const guard = createXmlGuard(maxMessageBytes * 2);
  const parser = new SaxesParser(xmlOptions);
  const path: string[] = [];
  const suites: OpenSuite[] = [];
  let openCase: OpenCase | undefined;
  let detail: OpenDetail | undefined;
  let broken: JunitBreak | null = null;
  let attributeCount = 0;

  function masked(text: string): string;
  function masked(text: string | undefined): string | undefined;
  function masked(text: string | undefined): string | undefined {
    return text === undefined ? undefined : maskedText(text, masker);
  }

  function fail(kind: JunitBreak["kind"], reason: string): void {
    broken ??= { kind, line: parser.line + guard.droppedLines, reason };
  }

  function open(element: string, attributes: Attributes): void {
    if (path.length === 0 && element !== "testsuites" && element !== "testsuite") {
      fail("not-a-report", `the root element is <${masked(element).slice(0, 60)}>, not <testsuites> or <testsuite>`);
      return;
    }
    if (path.length >= maxDepth) {
      fail("broken", `elements are nested more than ${maxDepth} deep`);
      return;
    }
    path.push(element);
    if (element === "testsuite") {
      const outer = suites.at(-1);
      suites.push({
        name: masked(attributes.name ?? attributes.package) ?? outer?.name ?? "",
        file: masked(fileOf(attributes)) ?? outer?.file,
        cases: createRetriedCases(emit),
      });
    } else if (element === "testcase" && openCase === undefined) {
      openCase = {
        attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, masked(value)])),
        failures: [],
        reruns: 0,
        flakyRuns: 0,
        failed: false,
        skipped: isSkipped(attributes),
        note: "",
      };
    } else if (details.has(element) && detail === undefined) {
      detail = { element, message: attributes.message ?? attributes.type ?? "", body: "" };
    }
  }

  function text(piece: string): void {
    if (detail === undefined || detail.body.endsWith(cutMark)) return;
    const element = path.at(-1) ?? "";
    if (element === detail.element || transparent.has(element)) {
      detail.body += detail.body.length < maxMessageBytes ? piece : cutMark;
    }
  }

  function close(element: string): void {
    path.pop();
    if (detail?.element === element && !path.includes(element)) {
      const message = cutMessage(maskedText(failureText(detail.message, detail.body), masker));
      if (openCase !== undefined) {
        take(openCase, element, message);
      } else if (element === "failure" || element === "error") {
        suiteFailure(message);
      }
      detail = undefined;
    } else if (element === "testcase" && openCase !== undefined) {
      add(finished(openCase, suites.at(-1)));
      openCase = undefined;
    } else if (element === "testsuite") {
      suites.pop()?.cases.end();
    }
  }

  function add(found: TestCase): void {
    const suite = suites.at(-1);
    if (suite === undefined) {
      emit(found);
    } else {
      suite.cases.add(found);
    }
  }

  /** A suite that failed outside its cases (its set-up, its loading) must not pass unseen. */
  function suiteFailure(message: string): void {
    const suite = suites.at(-1);
    const name = suite?.name ?? "";
    add({
      suite: name,
      name: name === "" ? "(suite)" : name,
      ...(suite?.file === undefined ? {} : { file: suite.file }),
      outcome: "failed",
      durationMs: 0,
      ...(message === "" ? {} : { message }),
      runs: 1,
    });
  }

  // Saxes ends its sentences with a full stop; a reason stands within one.
  parser.on("error", (error) => fail("broken", masked(error.message).slice(0, 200).replace(/\.$/, "")));
  parser.on("opentagstart", () => {
    attributeCount = 0;
  });
  parser.on("attribute", () => {
    attributeCount++;
    if (attributeCount > maxAttributes) {
      fail("broken", `an element has more than ${maxAttributes} attributes`);
    }
  });
  parser.on("opentag", (tag) => {
    if (broken === null) {
      open(localName(tag.name), tag.attributes);
    }
  });
  parser.on("closetag", (tag) => {
    if (broken === null) {
      close(localName(tag.name));
    }
  });
  parser.on("text", text);
  parser.on("cdata", text);

  return {
    write(chunk) {
      if (broken === null) {
        parser.write(guard.write(chunk));
      }
      return broken;
    },
    end() {
      if (broken === null) {
        parser.write(guard.end());
        parser.close();
      }
      for (const suite of suites) {
        suite.cases.end();
      }
      return broken;
    },
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function take(target: OpenCase, element: string, message: string): void {
  switch (element) {
    case "failure":
    case "error":
      target.failed = true;
      target.failures.push(message);
      return;
    case "rerunFailure":
    case "rerunError":
      target.reruns++;
      return;
    case "flakyFailure":
    case "flakyError":
      target.flakyRuns++;
      target.failures.push(message);
      return;
    case "skipped":
    case "disabled":
    case "incomplete":
      target.skipped = true;
      target.note = message;
      return;
    default:
      target.note = message;
  }
}

function finished(from: OpenCase, suite: OpenSuite | undefined): TestCase {
  const { attributes } = from;
  const retried = from.flakyRuns > 0 || from.reruns > 0;
  const outcome = from.failed ? "failed" : retried ? "flaky" : from.skipped ? "skipped" : "passed";
  const failures = from.failures.filter((message) => message !== "");
  const message = cutMessage(failures.length > 0 ? failures.join("\n\n") : from.note);
  const file = fileOf(attributes) ?? suite?.file;
  const line = Number(attributes.line ?? attributes.lineno ?? "");
  return {
    ...identity(attributes, suite?.name ?? ""),
    ...(file === undefined ? {} : { file }),
    ...(Number.isSafeInteger(line) && line > 0 ? { line } : {}),
    outcome,
    durationMs: secondsToMilliseconds(attributes.time),
    ...(message === "" ? {} : { message }),
    runs: 1 + from.flakyRuns + from.reruns,
  };
}

/**
 * The class name tells cases of one name apart (pytest, surefire), except where it only repeats
 * the case's own title (jest-junit, mocha-junit-reporter).
 */
function identity(attributes: Attributes, suiteName: string): { readonly suite: string; readonly name: string } {
  const className = attributes.classname ?? attributes.class ?? "";
  const name = attributes.name ?? "";
  const repeats = className === name || name.endsWith(` ${className}`);
  const suite = className === "" || (repeats && suiteName !== "") ? suiteName : className;
  return { suite, name: name === "" ? className || "(unnamed)" : name };
}

function fileOf(attributes: Attributes): string | undefined {
  const file = attributes.file ?? attributes.filepath ?? "";
  return file === "" ? undefined : file;
}

/** GoogleTest says it by attributes alone. */
function isSkipped(attributes: Attributes): boolean {
  const said = (attributes.status ?? attributes.result ?? "").toLowerCase();
  return ["skipped", "disabled", "notrun", "ignored", "pending"].includes(said);
}
