/** A pipeline with a stage that is given a secret, and one that is not. */
export function usingSecret(name: string, more = ""): string {
  return `
name: shop
stages:
  deploy:
    secrets: [${name}]
${more}    steps: ['echo "length \${#${name}} of $${name}"']
  other:
    steps: ['echo "other has <\${${name}-nothing}>"']
`;
}
