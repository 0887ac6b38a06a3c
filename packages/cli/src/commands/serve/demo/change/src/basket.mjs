/** What a basket costs, delivery included, which is free from 50.00 on; prices in cents. */
export function total(prices) {
  const sum = prices.reduce((before, price) => before + price, 0);
  return sum > 50_00 ? sum : sum + 4_90;
}
