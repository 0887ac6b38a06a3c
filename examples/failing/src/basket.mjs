/** What a basket costs: prices in cents, and delivery, which is free from 50.00 on. */
export function total(prices) {
  const sum = prices.reduce((before, price) => before + price, 0);
  return sum > 50_00 ? sum : sum + 4_90;
}
