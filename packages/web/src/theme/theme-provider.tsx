import { theme as antd, ConfigProvider } from "antd";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { useStored } from "../common/use-stored.ts";
import { antdTheme } from "./antd-theme.ts";
import type { Appearance } from "./tokens.ts";

export type AppearanceSetting = Appearance | "system";

interface Theme {
  readonly appearance: Appearance;
  readonly setting: AppearanceSetting;
  readonly choose: (setting: AppearanceSetting) => void;
}

const ThemeContext = createContext<Theme>({ appearance: "light", setting: "system", choose: () => undefined });

/** Light or dark, as the system says or as the viewer chose; and the same tokens for the components of the library. */
export function ThemeProvider({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [stored, setStored] = useStored("appearance", "system");
  const setting: AppearanceSetting = stored === "light" || stored === "dark" ? stored : "system";
  const system = useSystemAppearance();
  const appearance = setting === "system" ? system : setting;
  useEffect(() => {
    if (setting === "system") delete document.documentElement.dataset.appearance;
    else document.documentElement.dataset.appearance = setting;
  }, [setting]);
  const value = useMemo<Theme>(() => ({ appearance, setting, choose: setStored }), [appearance, setting, setStored]);
  const algorithm = appearance === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm;
  return (
    <ThemeContext value={value}>
      <ConfigProvider
        theme={{ ...antdTheme(appearance), algorithm }}
        csp={{ nonce }}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        {children}
      </ConfigProvider>
    </ThemeContext>
  );
}

export function useTheme(): Theme {
  return useContext(ThemeContext);
}

function useSystemAppearance(): Appearance {
  const query = useMemo(() => window.matchMedia("(prefers-color-scheme: dark)"), []);
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => (query.matches ? "dark" : "light"),
  );
}
