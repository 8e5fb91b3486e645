import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm, textField } from '../parts/form.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** POST /sign-in: name, password, next, csrf. */
export interface SignInView {
  /** What was typed; never the password. */
  readonly name?: string;
  /** Path to go to afterwards. */
  readonly next?: string;
  readonly errors: readonly FieldError[];
}

export function signInPage(view: SignInView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { errors } = view;
  const labels = { name: t('sign-in.name'), password: t('sign-in.password') };
  const content = html`${view.next !== undefined && html`<input type="hidden" name="next" value="${view.next}">`}
${textField(reader, { name: 'name', label: labels.name, value: view.name ?? '', autocomplete: 'username', errors })}
${textField(reader, { name: 'password', label: labels.password, type: 'password', autocomplete: 'current-password', dir: 'ltr', errors })}`;
  return page(reader, {
    title: t('sign-in.title'),
    tab: plain('sign-in.title'),
    main: html`${errorSummary(reader, errors, labels)}
<p class="lead">${t('sign-in.lead', { party: reader.party })}</p>
${postForm(reader, { action: '/sign-in', content, submit: 'sign-in.submit' })}
<p class="soft">${t('sign-in.help')}</p>`,
  });
}
