import { noticeLanguages } from '#desks/infrastructure/notice.ts';
import { productText } from '#desks/infrastructure/product.ts';
import type { Profile } from '#desks/infrastructure/profile.ts';
import { sectors } from '#desks/infrastructure/sector.ts';
import { urgencies } from '#desks/infrastructure/urgency.ts';
import { type Html, html } from '../html.ts';
import { ownNames } from '../language.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { sectorName } from './concern.ts';
import { checkField, type FieldError, selectField, textArea } from './form.ts';
import { type Fact, summaryList } from './summary.ts';

/** What was typed: lists with one entry a line. */
export interface ProfileValues {
  readonly sectors: readonly string[];
  readonly networks: string;
  readonly domains: string;
  readonly systems: string;
  readonly products: string;
  readonly contacts: string;
  readonly language: string;
  readonly noticesFrom: string;
}

const lists = ['networks', 'domains', 'systems', 'products', 'contacts'] as const;

/** The fields of a declaration. `lists` of long texts stand one entry a line. */
export function profileFields(reader: Reader, values: ProfileValues, errors: readonly FieldError[]): Html {
  const { t } = words(reader);
  const areas = lists.map((name) =>
    textArea(reader, {
      name,
      label: t(`profile.${name}`),
      hint: t(`profile.${name}-hint`),
      value: values[name],
      errors,
    }),
  );
  const from = [
    ...urgencies.map((urgency) => ({ value: urgency, label: t(`warn.urgency.${urgency}`) })),
    { value: 'none', label: t('profile.notices-none') },
  ];
  return html`${checkField(reader, { name: 'sectors', label: t('constituency.sectors'), values: values.sectors, errors, choices: sectors.map((sector) => ({ value: sector, label: sectorName(reader, sector) })) })}
${areas}
${selectField(reader, { name: 'noticesFrom', label: t('profile.notices'), hint: t('profile.notices-hint'), value: values.noticesFrom, errors, choices: from })}
${selectField(reader, { name: 'language', label: t('profile.language'), value: values.language, errors, choices: noticeLanguages.map((lang) => ({ value: lang, label: ownNames[lang] })) })}`;
}

const texts = (all: readonly string[]): Html | undefined =>
  all.length === 0 ? undefined : html`<ul class="plain">${all.map((one) => html`<li><bdi>${one}</bdi></li>`)}</ul>`;

/** A declaration as facts; what says nothing is left out. */
export function profileFacts(reader: Reader, profile: Profile, contacts: readonly string[]): Html {
  const { t, list } = words(reader);
  const { noticesFrom } = profile;
  const facts: Fact[] = [
    [
      t('constituency.sectors'),
      profile.sectors.length === 0 ? undefined : list(profile.sectors.map((sector) => sectorName(reader, sector))),
    ],
    [t('profile.networks'), texts(profile.networks)],
    [t('profile.domains'), texts(profile.domains)],
    [t('profile.systems'), texts(profile.systems.map((system) => `AS${system}`))],
    [t('profile.products'), texts(profile.products.map(productText))],
    [t('profile.contacts'), texts(contacts)],
    [t('profile.notices'), t(noticesFrom === undefined ? 'profile.notices-none' : `warn.urgency.${noticesFrom}`)],
    [t('profile.language'), html`<bdi>${ownNames[profile.language]}</bdi>`],
  ];
  return summaryList(facts);
}
