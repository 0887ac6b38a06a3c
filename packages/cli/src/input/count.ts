import { InvalidArgumentError, Option } from "commander";

export interface CountFlags {
  readonly limit: number;
}

/** An option that takes a whole number from 1 to 100,000. */
export function countOption(flags: string, description: string, fallback?: number): Option {
  return new Option(flags, description).default(fallback).argParser((text: string) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > 100_000) {
      throw new InvalidArgumentError("Give a whole number from 1 to 100,000");
    }
    return count;
  });
}
