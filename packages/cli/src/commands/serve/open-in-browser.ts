import { spawn } from "node:child_process";

/** Opens a page where there is a browser to open; where there is none, the link stands in the terminal. */
export function openInBrowser(url: string, environment: Readonly<Record<string, string | undefined>>): void {
  const command = opener(environment);
  if (command === undefined) return;
  const [program, ...parameters] = command;
  const child = spawn(program, [...parameters, url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

function opener(environment: Readonly<Record<string, string | undefined>>): readonly [string, ...string[]] | undefined {
  if ((environment.CI ?? "") !== "") return undefined;
  switch (process.platform) {
    case "darwin":
      return ["open"];
    case "win32":
      return ["rundll32", "url.dll,FileProtocolHandler"];
    default:
      return (environment.DISPLAY ?? environment.WAYLAND_DISPLAY ?? "") === "" ? undefined : ["xdg-open"];
  }
}
