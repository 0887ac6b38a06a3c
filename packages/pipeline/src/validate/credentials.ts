/** A stretch of text that looks like a credential. */
export interface CredentialFinding {
  readonly kind: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * The forms that vendors gave their tokens so that they can be found, each as its vendor documents it
 * (the same list that secret scanners and push protection go by).
 */
const tokenForms: readonly (readonly [kind: string, form: string])[] = [
  ["a GitHub token", "gh[pousr]_[A-Za-z0-9]{36,255}"],
  ["a GitHub token", "github_pat_[A-Za-z0-9_]{60,255}"],
  ["a GitLab token", "gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_-]{20,64}"],
  ["an AWS access key", "(?:AKIA|ASIA)[A-Z2-7]{16}"],
  ["a Google API key", "AIza[A-Za-z0-9_-]{35}"],
  ["a Slack token", "xox[abeoprs]-[A-Za-z0-9-]{20,255}"],
  ["a Slack webhook", "https://hooks\\.slack\\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}"],
  ["an npm token", "npm_[A-Za-z0-9]{36}"],
  ["a PyPI token", "pypi-[A-Za-z0-9_-]{50,255}"],
  ["a Docker token", "dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}"],
  ["a Stripe key", "(?:sk|rk)_live_[A-Za-z0-9]{16,255}"],
  ["a SendGrid key", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"],
  ["a Hugging Face token", "hf_[A-Za-z]{34}"],
  ["a DigitalOcean token", "do[opr]_v1_[a-f0-9]{64}"],
  ["an Atlassian token", "ATATT3[A-Za-z0-9_=-]{100,255}"],
  ["a Bitbucket app password", "ATBB[A-Za-z0-9]{28,40}"],
  ["an Anthropic or OpenAI key", "sk-(?:ant-|proj-)[A-Za-z0-9_-]{20,255}"],
  ["a JSON web token", "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"],
  ["a private key", "-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"],
];

const anyToken = new RegExp(tokenForms.map(([, form]) => `(?<![A-Za-z0-9_])(${form})`).join("|"), "g");
const urlWithPassword = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"$]{1,100}:([^\s/@'"]{1,200})@/gi;
const telltaleName =
  /(?:^|[_-])(?:token|secret|passwd|password|passphrase|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)$/i;
const placeholder = /example|sample|dummy|placeholder|change[_-]?me|your[_-]|redacted|xxxx|\*\*\*|<[^>]*>|^(.)\1+$/i;

/** What every finding holds, for a look that costs next to nothing: each repetition has an end, whatever the text. */
const hint =
  /gh[pousr]_|github_pat_|gl[a-z]{2,5}-|A[KS]IA|AIza|xox[a-z]-|hooks\.slack|npm_|pypi-|dckr_|k_live_|SG\.|hf_|_v1_|ATATT|ATBB|sk-|eyJ|PRIVATE KEY|:\/\/[^\s/:@'"$]{1,100}:[^\s/@'"]{1,200}@/;
const nameHint = /token|secret|passw|passphrase|api_?-?key|access_?-?key|private_?-?key|credential/i;

/** Whether it is worth looking through a whole definition. */
export function mayHoldCredentials(source: string): boolean {
  return hint.test(source) || nameHint.test(source);
}

/** Every credential written out in a text. The value itself is never part of what is given. */
export function findCredentials(text: string): readonly CredentialFinding[] {
  const found: CredentialFinding[] = [];
  if (!hint.test(text)) return found;
  for (const match of text.matchAll(anyToken)) {
    if (placeholder.test(match[0])) continue;
    const form = match.slice(1).findIndex((group) => group !== undefined);
    found.push({ kind: tokenForms[form]?.[0] ?? "a token", offset: match.index, length: match[0].length });
  }
  for (const match of text.matchAll(urlWithPassword)) {
    const password = match[1] ?? "";
    if (isReference(password) || placeholder.test(password)) continue;
    const offset = match.index + match[0].length - 1 - password.length;
    found.push({ kind: "a password in a URL", offset, length: password.length });
  }
  return found;
}

/** Whether a name such as `DEPLOY_TOKEN` is given a value that only chance, and no person, would write. */
export function isCredentialValue(name: string, value: string): boolean {
  if (value.length < 16 || value.length > 4096 || !nameHint.test(name) || /\s/.test(value)) return false;
  if (!telltaleName.test(name.replace(/([a-z0-9])([A-Z])/g, "$1_$2"))) return false;
  if (isReference(value) || placeholder.test(value)) return false;
  // A path, a URL or words joined by signs are where a secret lies, not the secret.
  if (/^(?:[./~]|[a-z]+:\/\/)/i.test(value) || /^[A-Za-z]+(?:[-_./:][A-Za-z]+)+$/.test(value)) return false;
  return /[0-9]/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3.2;
}

function isReference(value: string): boolean {
  return value.includes("${{") || /^\$[A-Za-z_{(]/.test(value) || /^%[A-Za-z_]+%$/.test(value);
}

/** Bits a character by Shannon's measure: English words have about 3, random base64 about 4 to 6. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
