/** What a basket costs, delivery included; prices in cents. */
export function total(prices) {
  const sum = prices.reduce((before, price) => before + price, 0);
  return sum + 4_90;
}
