import { HeadraceError } from "@headrace/pipeline";
import { bearerCredentials, type Credentials, createForgeHttp, type ForgeHttp, systemClock } from "../http/index.ts";
import { createInstallation, type Installation } from "./app.ts";
import type { Signers } from "./capabilities.ts";
import type { GitHubOptions } from "./create-github.ts";
import { createRoutedHttp } from "./create-routed-http.ts";
import { tellMissingRights } from "./missing-rights.ts";
import { createOctokitTransport } from "./octokit-transport.ts";
import { isMove } from "./request.ts";

/** How GitHub is asked: by a user, by an app, or by whichever of both may do what is asked. */
export interface SignedIn {
  readonly http: ForgeHttp;
  /** Where there is a user's token, or a bare token of an installation, which stands for whom it does. */
  readonly user: ForgeHttp | undefined;
  readonly installation: Installation | undefined;
  readonly signers: Signers;
  /** What git is shown. */
  readonly token: (signal: AbortSignal | undefined) => Promise<string>;
  close(): void;
}

/** Of an app's installation. https://docs.github.com/authentication/keeping-your-account-and-data-secure */
const installationPrefix = "ghs_";

export function signIn(options: GitHubOptions): SignedIn {
  const { token, app, baseUrl = "https://api.github.com", clock = systemClock, ...rest } = options;
  const opened: ForgeHttp[] = [];
  const connect = (credentials: Credentials, mends = {}): ForgeHttp => {
    const http = createForgeHttp({
      ...rest,
      clock,
      forge: "GitHub",
      // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
      unchangedIsFree: true,
      createTransport: createOctokitTransport,
      isMove,
      baseUrl,
      credentials,
      mends,
      headers: {
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "headrace",
      },
    });
    opened.push(http);
    return http;
  };
  const close = () => {
    for (const http of opened) http.close();
  };
  const user = token === undefined ? undefined : connect(bearerCredentials(token));
  const userToken = async () => token ?? "";
  if (app === undefined) {
    if (user === undefined) throw nobody();
    const isApps = token?.startsWith(installationPrefix) === true;
    const signers = { user: !isApps, app: isApps };
    return { http: tellMissingRights(user), user, installation: undefined, signers, token: userToken, close };
  }
  const installation = createInstallation({ app, clock, connect: (credentials) => connect(credentials, appMends) });
  const byApp = connect(installation.credentials, installationMends);
  const http = user === undefined ? byApp : createRoutedHttp({ app: byApp, user, installation });
  return {
    http: tellMissingRights(http),
    user,
    installation,
    signers: { user: user !== undefined, app: true },
    async token(signal) {
      const isGranted = await installation.granted(signal);
      return user === undefined || isGranted("Contents: read") ? await installation.token(signal) : await userToken();
    },
    close,
  };
}

const appMends = {
  "forge-unauthorized":
    "look at the app's id and its private key, which may have been removed on GitHub, and at this machine's clock",
  "forge-not-found": "install the app for the connection's owner, or give the id of its installation",
  "forge-forbidden": "look on GitHub whether the app's installation is suspended",
};

const installationMends = {
  "forge-unauthorized": "look on GitHub whether the app is still installed",
  "forge-forbidden":
    "grant the app the permission that this needs, and accept it where it is installed; or give a user's token beside it",
  "forge-not-found": "look whether it was renamed or deleted, and whether the app's installation has this repository",
};

function nobody(): HeadraceError {
  return new HeadraceError("invalid-argument", "GitHub is asked by a user's token or an app, and there is neither", {
    mend: "give one of them, or both",
  });
}
