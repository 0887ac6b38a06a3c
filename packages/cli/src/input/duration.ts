import { parseDuration } from "@headrace/pipeline";
import { InvalidArgumentError, Option } from "commander";

/** An option that takes a duration as the language writes it; its value is in milliseconds. */
export function durationOption(flags: string, description: string, fallback: string): Option {
  const parse = (text: string): number => {
    const duration = parseDuration(text);
    if (duration === null) throw new InvalidArgumentError("Write a duration such as 90s, 30m, 12h or 30d.");
    return duration;
  };
  return new Option(flags, description).default(parse(fallback), fallback).argParser(parse);
}
