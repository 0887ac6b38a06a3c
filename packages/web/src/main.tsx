import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "virtual:tokens.css";
import "./theme/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { ServerProvider } from "./client/server-provider.tsx";
import { ClockProvider } from "./common/clock.tsx";
import { routes } from "./shell/routes.tsx";
import { ThemeProvider } from "./theme/theme-provider.tsx";

const root = document.querySelector("#root");
// The style sheets that components make at run time are allowed by it.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <ThemeProvider nonce={nonce}>
        <ServerProvider>
          <ClockProvider>
            <RouterProvider router={createBrowserRouter(routes)} />
          </ClockProvider>
        </ServerProvider>
      </ThemeProvider>
    </StrictMode>,
  );
}
