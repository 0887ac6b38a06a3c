/** The day on which an order arrives: two working days later. Dates are UTC. */
export function arrival(ordered) {
  const day = new Date(ordered);
  for (let left = 2; left > 0; ) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() % 6 !== 0) left -= 1;
  }
  return day;
}
