import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { findRemoved, readLeftovers, warnOfUnread } from "./find.ts";
import type { LeftoversFlags, RemovedKind } from "./register.ts";

export async function listLeftovers(
  context: CommandContext,
  { kind, named }: { readonly kind: RemovedKind; readonly named: string },
  flags: LeftoversFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id } = await findRemoved(client, kind, named);
  const { items, unread } = await readLeftovers(client, kind, id);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify({ items, unread }, null, 2)}\n`);
    return;
  }
  printList(context, {
    items,
    json: false,
    empty: "It has nothing on a host of code that would stay there.",
    columns: {
      KIND: (one) => one.kind,
      NAME: ({ name }) => name,
      WHERE: ({ where }) => where,
      MADE: ({ ours }) => (ours ? "from here" : "by others"),
      "--ON-HOST": ({ suggested }) => (suggested ? "removes it" : "leaves it"),
      KEY: ({ key }) => key,
    },
  });
  warnOfUnread(context, unread);
}
