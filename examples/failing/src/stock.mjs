/** The articles of which fewer are left than have been ordered. */
export function missing(stock, orders) {
  return Object.keys(orders).filter((article) => orders[article] > (stock[article] ?? 0));
}
