import { useStored } from "../common/use-stored.ts";
import { navigation } from "./navigation.ts";
import { pagePaths } from "./page-paths.ts";

/** The page that opens first, in this browser, where no address says which; and to choose another. */
export function useStartPage(): readonly [path: string, choose: (path: string) => void] {
  const [stored, choose] = useStored("start-page", pagePaths.overview);
  const isPlace = navigation.some(({ places }) => places.some(({ path }) => path === stored));
  return [isPlace ? stored : pagePaths.overview, choose];
}
