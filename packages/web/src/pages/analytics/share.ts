/** Of what ended by itself: what somebody cancelled says nothing of how well it goes. Undefined where nothing did. */
export function shareOf(
  part: number,
  { executions, cancelled }: { readonly executions: number; readonly cancelled: number },
): number | undefined {
  return executions === cancelled ? undefined : part / (executions - cancelled);
}

export interface OutcomeCounts {
  readonly executions: number;
  readonly success: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly cancelled: number;
}

/**
 * What succeeded and what failed of what ended by itself, as `94 %` and `6 %`. Rounded together, with whatever ended
 * otherwise: the parts of a whole make a hundred. Dashes where nothing ended.
 */
export function outcomeShares(counts: OutcomeCounts): { readonly succeeded: string; readonly failed: string } {
  const ended = counts.executions - counts.cancelled;
  if (ended === 0) return { succeeded: formatShare(undefined), failed: formatShare(undefined) };
  const failures = counts.failed + counts.timedOut;
  // Where parts lose alike, what is no success gets more: no failure hides behind 100 %.
  const exact = [ended - counts.success - failures, failures, counts.success].map((part) => (100 * part) / ended);
  const [, failed, succeeded] = roundedTogether(exact);
  return { succeeded: `${succeeded} %`, failed: `${failed} %` };
}

/** Whole numbers of the same sum, which is whole: those that lose most by being cut get what is left over. */
function roundedTogether(parts: readonly number[]): readonly number[] {
  const left = Math.round(parts.reduce((sum, part) => sum + (part % 1), 0));
  const byLoss = parts.map((part, place) => ({ place, loss: part % 1 })).sort((one, other) => other.loss - one.loss);
  const raised = new Set(byLoss.slice(0, left).map(({ place }) => place));
  return parts.map((part, place) => Math.floor(part) + (raised.has(place) ? 1 : 0));
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
