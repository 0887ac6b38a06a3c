/** Of what ended by itself: what somebody cancelled says nothing of how well it goes. Undefined where nothing did. */
export function shareOf(
  part: number,
  { executions, cancelled }: { readonly executions: number; readonly cancelled: number },
): number | undefined {
  return executions === cancelled ? undefined : part / (executions - cancelled);
}

/** `94 %`; a dash where there is nothing to divide. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? "–" : `${Math.round(100 * share)} %`;
}

/** `€12.40` as the viewer's language writes it. What is less than a hundredth is not shown as nothing. */
export function formatCost(cost: number, currency: string): string {
  const digits = cost !== 0 && cost < 0.1 ? { maximumFractionDigits: 4 } : {};
  return cost.toLocaleString(undefined, { style: "currency", currency, ...digits });
}
