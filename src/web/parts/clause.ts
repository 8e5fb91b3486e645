import type { Clause } from '#protocol/agreement/clause.ts';
import type { Duties } from '#protocol/agreement/duties.ts';
import { type Html, html } from '../html.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { findParty, type PartyRef, partyNames } from './party.ts';
import { purposeWords, tlp } from './tlp.ts';

/** The name of a kind of object in the reader's language; an unknown kind as it is written. */
export function kindName(reader: Reader, kind: string): Html {
  const key = `kind.${kind}`;
  return isMessageKey(key) ? words(reader).t(key) : html`<code dir="ltr">${kind}</code>`;
}

/** The same as plain text, for places where markup cannot stand. */
export function plainKind(reader: Reader, kind: string): string {
  const key = `kind.${kind}`;
  return isMessageKey(key) ? words(reader).plain(key) : kind;
}

const named = (reader: Reader, ids: readonly string[], parties: readonly PartyRef[]): Html =>
  partyNames(
    reader,
    ids.map((id) => findParty(parties, id)),
  );

const reachesNobody = (clause: Clause): boolean =>
  [clause.from, clause.to, clause.kinds, clause.purposes].some((members) => members !== 'any' && members.length === 0);

/** Who may send what to whom, as one sentence. `parties` names the ids. */
export function clauseSentence(reader: Reader, clause: Clause, parties: readonly PartyRef[]): Html {
  const { t, list } = words(reader);
  if (reachesNobody(clause)) return t('clause.nobody');
  const from = clause.from === 'any' ? t('clause.from-any') : named(reader, clause.from, parties);
  const to = clause.to === 'any' ? t('clause.to-any') : named(reader, clause.to, parties);
  const kinds =
    clause.kinds === 'any'
      ? t('clause.kinds-any')
      : t('clause.kinds', { kinds: list(clause.kinds.map((kind) => kindName(reader, kind))) });
  if (clause.matching !== undefined)
    return t('matching.clause', { from, to, kinds, ceiling: tlp(clause.ceiling), count: clause.matching.perDay });
  return t('clause.send', { from, to, kinds, ceiling: tlp(clause.ceiling) });
}

/** What the recipient owes, one sentence each. */
export function dutySentences(reader: Reader, duties: Duties): Html[] {
  const { t } = words(reader);
  return [
    t(`duty.onward.${duties.onward}`),
    t(`duty.actions.${duties.actions}`),
    t(`duty.attribution.${duties.attribution}`),
    duties.retentionDays === undefined
      ? t('duty.retention.none')
      : t('duty.retention.days', { days: duties.retentionDays }),
    ...(duties.erase ? [t('duty.erase')] : []),
    ...(duties.notify === 'none' ? [] : [t(`duty.notify.${duties.notify}`)]),
    ...(duties.encryptInTransit ? [t('duty.encrypt')] : []),
  ];
}

/** A clause in plain words, generated from its data: the sentence, its limits, its duties. */
export function clauseWords(reader: Reader, clause: Clause, parties: readonly PartyRef[]): Html {
  const { t } = words(reader);
  if (reachesNobody(clause)) return html`<p>${t('clause.nobody')}</p>`;
  if (clause.matching !== undefined)
    return html`<p>${clauseSentence(reader, clause, parties)} ${t('clause.purposes', { purposes: purposeWords(reader, clause.purposes) })}</p>`;
  return html`<p>${clauseSentence(reader, clause, parties)} ${t('clause.purposes', { purposes: purposeWords(reader, clause.purposes) })} ${t(`clause.history.${clause.history}`)}</p>
<ul class="duties">${dutySentences(reader, clause.duties).map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}
