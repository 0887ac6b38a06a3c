import { existsSync } from "node:fs";
import { join } from "node:path";
import { specificationFile } from "../../packages/forges/test/doubles/specification-file.ts";

/** What the tests hold doubles, and what is written for a host, against. None of it is ours to copy. */
const documents = [
  { of: "Bitbucket Cloud's interface", file: specificationFile("bitbucket-cloud.swagger.json") },
  { of: "Bitbucket Data Center's interface", file: specificationFile("bitbucket-dc-9.2.swagger.json") },
  { of: "GitHub's interface", file: specificationFile("github-actions.openapi.json") },
  { of: "bitbucket-pipelines.yml", file: join(specificationFile(""), "..", "schemas", "bitbucket-pipelines.json") },
];

/** A line for each document without which tests are skipped: nobody shall take that for a pass. */
export function missingDocuments(): readonly string[] {
  return documents
    .filter(({ file }) => !existsSync(file))
    .map(
      ({ of, file }) => `not held against the vendor's document of ${of}: there is no ${file} (see CONTRIBUTING.md)`,
    );
}
