/**
 * Named points at which tests kill this very process, to prove what durability promises:
 * `HEADRACE_FAULT=journal.append.committed` at its first pass, `HEADRACE_FAULT=journal.append.committed:3` at its third.
 *
 * The count of passes is the one piece of module state in the engine: a fault belongs to the process, not to an object.
 */
const fault = readFault(process.env.HEADRACE_FAULT);

export function faultPoint(name: string): void {
  if (fault === undefined || fault.name !== name) return;
  fault.passesLeft -= 1;
  if (fault.passesLeft <= 0) process.kill(process.pid, "SIGKILL");
}

function readFault(text: string | undefined): { readonly name: string; passesLeft: number } | undefined {
  if (text === undefined || text === "") return undefined;
  const [, name = text, count = "1"] = /^(.+):(\d+)$/.exec(text) ?? [];
  return { name, passesLeft: Number(count) };
}
