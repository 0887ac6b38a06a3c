/** What people write into a commit's message so that nothing is started for it. */
const marks = ["[skip ci]", "[ci skip]", "[no ci]", "[skip headrace]", "[headrace skip]"];

/** The mark that the message holds, in whatever case; undefined where there is none. */
export function skipMarkOf(message: string): string | undefined {
  const text = message.toLowerCase();
  return marks.find((mark) => text.includes(mark));
}
