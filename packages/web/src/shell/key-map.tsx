import { useActions } from "./actions.tsx";
import { Dialog } from "./dialog.tsx";
import styles from "./key-map.module.css";
import { Keys } from "./keys.tsx";

/** All keys that mean something here. */
export function KeyMap({ onClose }: { readonly onClose: () => void }) {
  const actions = useActions().filter(({ keys }) => keys !== undefined);
  const sections = [...Map.groupBy(actions, ({ section }) => section)];
  return (
    <Dialog label="Keys" onClose={onClose}>
      <div className={styles.map}>
        <header>
          <h2>Keys</h2>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </header>
        {sections.map(([section, members]) => (
          <section key={section}>
            <h3>{section}</h3>
            <dl>
              {members.map(({ name, keys = "" }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
