import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWorkflowCommand } from "../../src/step-files/workflow-command.ts";

describe("parseWorkflowCommand", () => {
  test("reads a command with properties and a message", () => {
    const command = parseWorkflowCommand("::error file=src/a.ts,line=3,title=Type error::not a number");
    expect(command).toMatchObject({ command: "error", message: "not a number" });
    expect({ ...command?.properties }).toEqual({ file: "src/a.ts", line: "3", title: "Type error" });
  });

  test.each([
    ["::group::Install", "group", "Install"],
    ["::endgroup::", "endgroup", ""],
    ["  \t::notice::indented", "notice", "indented"],
    ["::Add-Mask::hunter2", "add-mask", "hunter2"],
    ["::stop-commands::4f7A", "stop-commands", "4f7A"],
    ["::4f7A::", "4f7A", ""],
    ["::warning::a::b::c", "warning", "a::b::c"],
    ["::debug::with line end\r\n", "debug", "with line end"],
    ["::debug::\r\n", "debug", ""],
  ])("%j is %s with %j", (line, command, message) => {
    expect(parseWorkflowCommand(line)).toMatchObject({ command, message });
  });

  test.each([
    "",
    ":",
    "::",
    ":::",
    "::::text",
    ":: ::text",
    "plain",
    "a ::group::x",
    ":group::x",
    "::group",
    "##[group]x",
  ])("%j is not a command", (line) => {
    expect(parseWorkflowCommand(line)).toBeNull();
  });

  test("unescapes once, and colons and commas in properties only", () => {
    const command = parseWorkflowCommand("::error title=a%3Ab%2Cc%0Ad::100%25 %0D%0A%250A %3A");
    expect(command?.properties.title).toBe("a:b,c\nd");
    expect(command?.message).toBe("100% \r\n%0A %3A");
  });

  test("a key named like a member of Object is only a key", () => {
    const command = parseWorkflowCommand("::error __proto__=x,constructor=y::m");
    expect(Object.entries(command?.properties ?? {})).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect(command?.properties.toString).toBeUndefined();
  });

  test("whatever is escaped as GitHub's toolkit does comes back", () => {
    const escapeMessage = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
    const escapeProperty = (text: string) => escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
    const text = fc.string({
      unit: fc.constantFrom("%", "0", "A", "2", "5", "\r", "\n", ":", ",", "=", " ", "é", "D"),
    });
    fc.assert(
      fc.property(
        text.filter((value) => value !== ""),
        text,
        (property, message) => {
          const line = `::notice file=${escapeProperty(property)}::${escapeMessage(message)}`;
          const command = parseWorkflowCommand(line);
          expect(command?.properties.file).toBe(property);
          expect(command?.message).toBe(message);
        },
      ),
    );
  });
});
