import { Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useViewer } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { usePages } from "../../client/use-pages.ts";
import { Page } from "../../common/page.tsx";
import { Visible } from "../../common/visible.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { pathTo } from "../../shell/path-to.ts";
import { AddRepository } from "../repositories/add-repository.tsx";
import styles from "./start.module.css";

/** Ways to begin, for who has just come. */
export function Start() {
  const navigate = useNavigate();
  const viewer = useViewer();
  const [adding, setAdding] = useState(false);
  const { items: failed = [] } = usePages("executions.list", { outcome: "failed", limit: 1 });
  const [red] = failed;
  const repository = red?.repositoryId ?? "";
  const { data } = useOperation("repositories.get", { repository }, { enabled: red !== undefined });
  const place = data?.location;
  return (
    <Page
      title="Where do you want to begin?"
      about="A new pipeline is a draft: it runs whenever you say so. Activating it lets pushes and schedules start it too."
    >
      <ul className={styles.ways}>
        <li>
          <h2>See why something failed</h2>
          {red === undefined ? (
            <p>
              Nothing has failed here. <code>npm start</code>, or <code>headrace serve --demo</code>, adds a small shop
              whose last change broke a test.
            </p>
          ) : (
            <>
              <p>
                <Visible>{red.pipeline.name}</Visible> #{red.number} is red.
              </p>
              <ol className={styles.steps}>
                <li>Open it, and read the line that failed.</li>
                <li>
                  Mend what it names{" "}
                  {place === undefined ? (
                    "in its repository"
                  ) : (
                    <>
                      in <code>{place}</code>
                    </>
                  )}
                  , and commit that.
                </li>
                <li>
                  Run{" "}
                  {red.pipeline.id === undefined ? (
                    "it"
                  ) : (
                    <Link to={pathTo.pipeline(red.pipeline.id)}>its pipeline</Link>
                  )}{" "}
                  again.
                </li>
              </ol>
              <Link className={styles.way} to={pathTo.execution(red.id)}>
                Open what failed
              </Link>
            </>
          )}
        </li>
        <li>
          {viewer?.me.localRepositories === true ? (
            <>
              <h2>Use a folder on this machine</h2>
              <p>Or the address of a clone. Nothing in it is changed by adding it.</p>
            </>
          ) : (
            <>
              <h2>Use a repository</h2>
              <p>By the address that it is cloned from. Nothing in it is changed by adding it.</p>
            </>
          )}
          <Button onClick={() => setAdding(true)}>Add a repository</Button>
        </li>
        <li>
          <h2>Start from a template</h2>
          <p>Build and test for the usual languages, containers, deliveries with approvals.</p>
          <Link className={styles.way} to={pagePaths.templates}>
            Look at the templates
          </Link>
        </li>
        <li>
          <h2>Draw a pipeline</h2>
          <p>Put stages onto a canvas and connect them; its text is written along.</p>
          <Link className={styles.way} to={pagePaths.newPipeline}>
            Begin with an empty one
          </Link>
        </li>
      </ul>
      {adding ? (
        <AddRepository onClose={() => setAdding(false)} onAdded={(id) => void navigate(pathTo.repository(id))} />
      ) : null}
    </Page>
  );
}
