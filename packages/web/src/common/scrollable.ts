/** Of what scrolls: it takes the focus, so that keys scroll it. Not every browser gives it by itself. */
export const scrollable = { tabIndex: 0 } as const;
