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

/**
 * Light or dark, as the system says or as the viewer chose, and still where the system asks for it; and the same tokens
 * for the components of the library.
 */
export function ThemeProvider({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  const [stored, setStored] = useStored("appearance", "system");
  const setting: AppearanceSetting = stored === "light" || stored === "dark" ? stored : "system";
  const system = useMedia("(prefers-color-scheme: dark)") ? "dark" : "light";
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const appearance = setting === "system" ? system : setting;
  useEffect(() => {
    if (setting === "system") delete document.documentElement.dataset.appearance;
    else document.documentElement.dataset.appearance = setting;
  }, [setting]);
  const value = useMemo<Theme>(() => ({ appearance, setting, choose: setStored }), [appearance, setting, setStored]);
  const components = useMemo(() => {
    const { token, ...others } = antdTheme(appearance);
    const algorithm = appearance === "dark" ? antd.darkAlgorithm : antd.defaultAlgorithm;
    return { ...others, algorithm, token: { ...token, motion: !still } };
  }, [appearance, still]);
  return (
    <ThemeContext value={value}>
      <ConfigProvider theme={components} csp={{ nonce }} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
        {children}
      </ConfigProvider>
    </ThemeContext>
  );
}

export function useTheme(): Theme {
  return useContext(ThemeContext);
}

/** Whether the query holds now, and from then on. */
function useMedia(text: string): boolean {
  const query = useMemo(() => window.matchMedia(text), [text]);
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => query.matches,
  );
}
