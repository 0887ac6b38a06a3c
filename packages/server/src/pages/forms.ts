import { type Html, html } from "./html.ts";

/** Where nobody is signed in. */
export function signInForm(): Html {
  return html`<h1>Sign in</h1>
<form class="stack" data-post="/api/v1/sign-in" data-next="/">
<label>E-mail <input name="email" type="email" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<p class="problem" role="alert" hidden></p>
<button>Sign in</button>
</form>
<p class="quiet">No account yet? An owner of your organization can invite you. On a server that nobody uses yet, the
terminal that started it shows the link for its first owner.</p>`;
}

/** What a one-time link leads to: the page itself hands the code in, so that nothing that only looks at links uses it up. */
export function signInByLinkForm(code: string): Html {
  return html`<h1>Signing in</h1>
<form class="stack" data-post="/api/v1/sign-in/link" data-next="/" data-auto>
<input type="hidden" name="code" value="${code}">
<p class="problem" role="alert" hidden></p>
<button>Sign in</button>
</form>`;
}

/** For the first owner. */
export function welcomeForm(code: string): Html {
  return html`<h1>Welcome to Headrace</h1>
<p>Nobody uses this server yet. The account that you make here owns it, and can invite others.</p>
<form class="stack" data-post="/api/v1/setup" data-next="/">
<input type="hidden" name="code" value="${code}">
<label>Your name <input name="name" autocomplete="name" required maxlength="100" autofocus></label>
<label>E-mail <input name="email" type="email" autocomplete="username" required maxlength="254"></label>
<label>Password <input name="password" type="password" autocomplete="new-password" required minlength="10" maxlength="128">
<span class="quiet">At least 10 characters</span></label>
<label>Organization <input name="organization" autocomplete="organization" required maxlength="100"></label>
<p class="problem" role="alert" hidden></p>
<button>Create the account</button>
</form>`;
}

/** For who was invited: with an account he joins as himself, without one he makes it. */
export function invitationForm(code: string, person: string | undefined): Html {
  const account = html`<label>Your name <input name="name" autocomplete="name" required maxlength="100" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="new-password" required minlength="10" maxlength="128">
<span class="quiet">At least 10 characters</span></label>`;
  return html`<h1>You are invited</h1>
<p>${person === undefined ? "Make an account to join the organization. If you have one already, sign in first." : `Join the organization as ${person}.`}</p>
<form class="stack" data-post="/api/v1/invitations/accept" data-next="/">
<input type="hidden" name="code" value="${code}">
${person === undefined ? account : undefined}
<p class="problem" role="alert" hidden></p>
<button>Join</button>
</form>`;
}
