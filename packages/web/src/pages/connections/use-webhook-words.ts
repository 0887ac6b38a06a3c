import type { OutputOf } from "@headrace/app/client";
import { useMay } from "../../client/use-me.ts";
import { usePages } from "../../client/use-pages.ts";

/** By what a connection hears that something happened; undefined until it is known. */
export function useWebhookWords(
  connection: string,
  repositories: OutputOf<"connections.collection">["repositories"] | undefined,
): string | undefined {
  const mayRead = useMay("webhook.read");
  const { items } = usePages("webhooks.list", { limit: 200 }, { enabled: mayRead });
  if (items === undefined || repositories === undefined || repositories.length === 0) return undefined;
  if (items.some(({ enabled, connectionId }) => enabled && connectionId === connection))
    return "at once, by one webhook";
  const told = new Set<string | undefined>(
    items.flatMap(({ enabled, repositoryId }) => (enabled ? [repositoryId] : [])),
  );
  const heard = repositories.filter(({ repositoryId }) => told.has(repositoryId)).length;
  if (heard === 0) return "polling only";
  return heard === repositories.length
    ? "at once, by webhooks"
    : `at once for ${heard} of ${repositories.length}, by webhooks`;
}
