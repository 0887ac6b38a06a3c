import { connect } from "node:net";

/** Sends bytes as they are, where `fetch` would not; gives what was answered until then, where the connection breaks. */
export async function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let answer = "";
  try {
    for await (const chunk of socket) {
      answer += String(chunk);
      const [head = "", body] = answer.split("\r\n\r\n");
      const [, length = "0"] = head.match(/^content-length: (\d+)/im) ?? [];
      if (body !== undefined && Buffer.byteLength(body) >= Number(length)) break;
    }
  } catch {
    // A server that refuses what is still being sent may cut the connection.
  }
  socket.destroy();
  return answer;
}
