import type { Transport } from "./transport.ts";

/** One attempt after the other. */
export const plainTransport: Transport = async (call) => {
  for (let number = 1; ; number++) {
    const attempted = await call.attempt(call.request, number);
    if (attempted.kind === "answered") return attempted.value;
    if (!(await call.mayRepeat(attempted.error, number))) throw attempted.error;
  }
};
