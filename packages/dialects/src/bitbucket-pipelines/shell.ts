/** A word of a shell that stands for the text as it is. */
export function quoteWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quote(text);
}

/** The text in single quotes, within which a shell reads nothing. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The text as it stands within double quotes, where a shell reads `$` and others. */
export function escapeDoubleQuoted(text: string): string {
  return text.replace(/[\\"$`]/g, "\\$&");
}

/** Commands that change the shell they are run in, or end it: what follows would see it. */
const ofTheShell = new Set(
  ". : alias bg break case cd continue eval exec exit export fg for function getopts hash if jobs let local read readonly return select set shift shopt source time times trap type typeset ulimit umask unalias unset until wait while".split(
    " ",
  ),
);

const argument = /[\w@%+=:,./-]+|'[^'\\!]*'|"(?:[\w@%+=:,./ -]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*"/.source;
const simple = new RegExp(`^[\\w./-]+(?: (?:${argument}))*$`);

/** Whether it is one command that every shell reads alike and that leaves its shell as it was. */
export function isSimpleCommand(script: string): boolean {
  return simple.test(script) && !ofTheShell.has(script.split(" ", 1)[0] ?? "");
}
