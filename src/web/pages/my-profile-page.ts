import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm } from '../parts/form.ts';
import { type ProfileValues, profileFields } from '../parts/profile.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET and POST /mine/profile, and for the centre /constituency/:id/profile. */
export interface MyProfileView {
  readonly values: ProfileValues;
  readonly errors: readonly FieldError[];
  readonly mayAct: boolean;
}

/** What an organisation declares, so that it gets what concerns it. */
export function myProfilePage({ values, errors, mayAct }: MyProfileView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const content = profileFields(reader, values, errors);
  return page(reader, {
    trail: html`<a href="/mine">${t('mine.title')}</a>`,
    title: t('constituency.profile'),
    tab: plain('constituency.profile'),
    main: html`${errorSummary(reader, errors)}<p class="lead">${t('profile.lead', { party: reader.party })}</p>
${mayAct ? postForm(reader, { action: '/mine/profile', content, submit: 'profile.save' }) : html`<p>${t('mine.only-reads')}</p>${content}`}`,
  });
}
