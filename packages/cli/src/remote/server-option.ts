import { Option } from "commander";

/** Of a command that asks a server only when one is named. */
export function serverOption(): Option {
  return new Option("--server <url>", "ask this server (default: $HEADRACE_URL; without both, what is kept here)");
}

/** Of a command that always needs one. */
export function requiredServerOption(): Option {
  return new Option("--server <url>", "the server (default: $HEADRACE_URL, or the last one logged in to)");
}
