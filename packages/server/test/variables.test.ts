import { expect, test } from "vitest";
import { shareProject } from "./support/share-project.ts";

const shop = shareProject();

test("variables of the organization, the repository and the environment reach the steps, the pipeline's own win", async () => {
  const environment = await shop.makeEnvironment("staging");
  const { repositoryId: repository } = shop.project;
  const set = async (name: string, text: string, place: Record<string, string> = {}) =>
    expect((await shop.server.owner.put("/variables", { name, value: text, ...place })).status).toBe(200);
  await set("REGION", "organization");
  await set("REGION", "repository", { repository });
  await set("REGION", "environment", { environment });
  await set("TEAM", "${{ not.an.expression }}");
  await set("OWN", "never seen");
  const text = `
name: shop
variables: { OWN: pipeline, READS: 'in \${{ vars.REGION }} by \${{ vars.TEAM }}' }
stages:
  plain:
    steps: ['echo "$REGION $TEAM $OWN $READS"']
  deploy:
    needs: [plain]
    environment: staging
    steps: ['echo "$REGION $OWN"']
`;
  const { ended, lines } = await shop.run(text);
  expect(ended.outcome).toBe("success");
  expect(lines).toEqual([
    "repository ${{ not.an.expression }} pipeline in repository by ${{ not.an.expression }}",
    "environment pipeline",
  ]);
  const effective = await shop.server.owner.get(`/repositories/${repository}/variables?environment=staging`);
  expect(effective.body.items).toMatchObject([
    { name: "OWN", from: "organization" },
    { name: "REGION", value: "environment", from: "environment", overrides: ["organization", "repository"] },
    { name: "TEAM" },
  ]);
  expect((await shop.server.owner.get(`/variables?repository=${repository}&search=reg`)).body.items).toMatchObject([
    { name: "REGION" },
  ]);
  expect((await shop.server.owner.get(`/secrets?repository=${repository}&search=nothing`)).body.items).toEqual([]);
  const { body } = await shop.server.owner.get("/variables");
  const [own] = body.items;
  expect((await shop.server.owner.get(`/variables/${own.id}`)).body).toEqual(own);
  expect((await shop.server.owner.delete(`/variables/${own.id}`)).status).toBe(200);
  expect((await shop.server.owner.get(`/variables/${own.id}`)).status).toBe(404);
  const developer = await shop.server.client({ role: "developer" });
  expect((await developer.put("/variables", { name: "A", value: "b" })).status).toBe(403);
});
