import { App } from "antd";
import type { ComponentType } from "react";

/**
 * A page that says in passing what came of something: `App.useApp()` gives it `message`. Apart from the frame of all pages,
 * since the library brings its dialogs and notifications along.
 */
export function withMessages(Page: ComponentType): ComponentType {
  return () => (
    <App component={false} message={{ duration: 4 }}>
      <Page />
    </App>
  );
}
