import type { Procedure, Wait } from '#protocol/case/procedure.ts';
import type { Owed } from '#protocol/case/view.ts';
import { bdi, type Html, html } from '../html.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import { due, moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type PartyRef, partyNames } from './party.ts';

/** The text of something in a procedure, such as `state.asked`; a name that has no text stands as it is. */
export function caseName(reader: Reader, procedure: string, name: string): Html {
  const key = `case.${[procedure, name].join('.')}`;
  return isMessageKey(key) ? words(reader).t(key) : html`<code dir="ltr">${name}</code>`;
}

/** The same as plain text. */
export function plainCaseName(reader: Reader, procedure: string, name: string): string {
  const key = `case.${[procedure, name].join('.')}`;
  return isMessageKey(key) ? words(reader).plain(key) : name;
}

/** Roles in words, joined as the language joins them. */
export const roleNames = (reader: Reader, procedure: string, roles: readonly string[]): Html =>
  words(reader).list(roles.map((role) => caseName(reader, procedure, `role.${role}`)));

/** What names a case. The title is the first line that its first words have. */
export interface CaseRef {
  readonly id: string;
  readonly title?: string;
  readonly procedure: string;
  /** Members other than us. */
  readonly others: readonly PartyRef[];
}

/** The title of a case, or its procedure and who else takes part. */
export function caseTitle(reader: Reader, { title, procedure, others }: CaseRef): Html {
  if (title !== undefined) return html`<bdi class="title">${title}</bdi>`;
  const { t } = words(reader);
  return t('cases.untitled', { procedure: caseName(reader, procedure, 'name'), parties: partyNames(reader, others) });
}

export const caseLink = (reader: Reader, ref: CaseRef): Html =>
  html`<a href="/cases/${ref.id}">${caseTitle(reader, ref)}</a>`;

/** An item of a case: the record that made it, and the first line that this has. */
export interface ItemRef {
  readonly id: string;
  readonly title: string;
}

/** Whom and which item something is about, as far as it is not about us or the case. */
export const aboutWords = (about: PartyRef | undefined, item: ItemRef | undefined, self?: string): Html | false => {
  const parts = [
    ...(item === undefined ? [] : [item.title]),
    ...(about === undefined || about.id === self ? [] : [about.name]),
  ];
  return (
    parts.length > 0 && html` <small>(${parts.map((part, index) => html`${index > 0 && ', '}${bdi(part)}`)})</small>`
  );
};

/** Something owed, with the names of those who owe it. Times in Unix seconds. */
export interface OwedView extends Omit<Owed, 'party' | 'item' | 'owners'> {
  readonly party?: PartyRef;
  readonly item?: ItemRef;
  readonly owners: readonly PartyRef[];
  readonly isOurs: boolean;
  readonly isMain: boolean;
}

/** The rule behind something owed. */
export const waitRule = ({ machines }: Procedure, { machine, state, wait }: OwedView): Wait | undefined =>
  machines
    .find(({ key }) => key === machine)
    ?.states.find(({ key }) => key === state)
    ?.waits.find(({ key }) => key === wait);

/** Until when, in the reader's zone with UTC. */
export const untilWhen = (reader: Reader, { due: by }: Pick<OwedView, 'due'>): Html =>
  by === undefined ? words(reader).t('cases.no-time') : html`${moment(reader, by)} ${due(reader, by)}`;

/** What silence will mean, and where it leads. Spec: PRO-3. */
export function silenceWords(
  reader: Reader,
  procedure: string,
  { silence, to, otherwise }: Pick<OwedView, 'silence' | 'to'> & Pick<Wait, 'otherwise'>,
): Html {
  const { t, gap } = words(reader);
  const stateName = (state: string): Html => caseName(reader, procedure, `state.${state}`);
  const leads = to === undefined ? t('cases.stays') : t('cases.leads', { state: stateName(to) });
  const other = otherwise !== undefined && html`${gap}${t('cases.leads-otherwise', { state: stateName(otherwise) })}`;
  return html`${t(`cases.silence.${silence}`)}${gap}${leads}${other}`;
}

/** Those whose turn it is; our own name is "us". */
export function ownersNames(reader: Reader, { owners, isOurs }: OwedView, self: string): Html {
  const { t, list } = words(reader);
  const others = owners.filter(({ id }) => id !== self).map(({ name }) => bdi(name));
  const all = isOurs ? [t('cases.us'), ...others] : others;
  return all.length === 0 ? t('party.nobody') : list(all);
}
