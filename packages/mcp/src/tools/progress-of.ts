import type { ServerContext } from "@modelcontextprotocol/server";
import { cleanText } from "../presentation/clean-text.ts";
import type { AgentTurn } from "./agent-turn.ts";

/** Tells a client that gave a token for it; nothing hangs on whether it hears. Each time more is done, as the protocol wants it. */
export function progressOf({ _meta, notify }: ServerContext["mcpReq"]): AgentTurn["progress"] {
  const progressToken = _meta?.progressToken;
  let last = -1;
  return ({ done, total, message }) => {
    if (progressToken === undefined || done <= last) return;
    last = done;
    const params = {
      progressToken,
      progress: done,
      ...(total === undefined ? {} : { total }),
      message: cleanText(message),
    };
    void notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
}
