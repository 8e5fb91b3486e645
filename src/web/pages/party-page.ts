import type { Clause } from '#protocol/agreement/clause.ts';
import type { PartyKind } from '#protocol/identity/key-history.ts';
import { bdi, type Html, html, isSafeUrl } from '../html.ts';
import { link } from '../link.ts';
import { moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { clauseWords } from '../parts/clause.ts';
import { custodyMark } from '../parts/custody.ts';
import { fingerprint, hash } from '../parts/hash.ts';
import { type LinkState, linkState } from '../parts/link-state.ts';
import type { PartyRef } from '../parts/party.ts';
import { type AgreementRef, agreementLink } from '../parts/reasons.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface KeyVersion {
  readonly version: number;
  /** Unix seconds. */
  readonly at: number;
  /** Record key, hexadecimal. */
  readonly key: string;
  readonly isCurrent: boolean;
}

/** Newest checkpoint that one side has cosigned for the other. Sizes in entries, times in Unix seconds. */
export interface WitnessState {
  readonly size: number;
  readonly at: number;
}

/** Records with one fate towards the party; for refused ones the codes of the rules. */
export interface AccountRow {
  readonly fate: 'arrived' | 'under-way' | 'next' | 'waits' | 'from-there' | 'refused';
  readonly rules: readonly string[];
  readonly count: number;
}

export interface PartyView {
  readonly party: PartyRef;
  readonly kind: PartyKind;
  readonly isSelf: boolean;
  /** Where its server answers. */
  readonly address?: string;
  /** Who keeps its keys for it; absent for all with a server of their own. Spec: CST-2. */
  readonly custodian?: PartyRef;
  /** Newest first. */
  readonly keys: readonly KeyVersion[];
  readonly link: LinkState & {
    readonly contactAt?: number;
    readonly waiting: number;
    readonly faultCode?: string;
    readonly ahead?: number;
  };
  readonly theyWitnessUs?: WitnessState;
  readonly weWitnessThem?: WitnessState;
  /** Clauses in force under which we may send to it. */
  readonly maySend: readonly { readonly agreement: AgreementRef; readonly clause: Clause }[];
  /** Names for the ids in those clauses. */
  readonly names: readonly PartyRef[];
  /** What has become of every record held here; absent when there are too many to count while a page waits. */
  readonly account?: { readonly held: number; readonly lines: readonly AccountRow[] };
  readonly counts: { readonly reached: number; readonly left: number; readonly refused: number };
}

function keyTable(reader: Reader, keys: readonly KeyVersion[]): Html {
  const { t, plain, number } = words(reader);
  return table<KeyVersion>({
    caption: plain('party.keys'),
    rows: keys,
    columns: [
      {
        head: plain('party.version'),
        as: 'name',
        cell: (row) =>
          html`${number(row.version)}${row.isCurrent && html` <span class="yes">${t('party.current')}</span>`}`,
      },
      { head: plain('party.since'), cell: (row) => moment(reader, row.at) },
      { head: plain('party.key'), cell: (row) => hash(row.key) },
    ],
  });
}

/** Deadlines do not follow it, but who reads times that they state should know. Spec: LSG-12. */
const clockWords = (reader: Reader, ahead: number): Html =>
  words(reader).t(ahead > 0 ? 'party.clock-ahead' : 'party.clock-behind', { span: span(reader, Math.abs(ahead)) });

function linkFacts(reader: Reader, { link: health, theyWitnessUs, weWitnessThem }: PartyView): Html {
  const { t } = words(reader);
  const witnessed = (state: WitnessState | undefined): Html =>
    state === undefined
      ? html`<span class="wait">${t('witness.none')}</span>`
      : html`${t('witness.up-to', { entries: t('count.entries', { count: state.size }) })} ${moment(reader, state.at)}`;
  return summaryList([
    [t('today.link-head'), linkState(reader, health)],
    [t('party.contact'), health.contactAt === undefined ? t('record.never') : moment(reader, health.contactAt)],
    [t('party.clock'), health.ahead === undefined ? undefined : clockWords(reader, health.ahead)],
    [t('party.waiting'), t('count.objects', { count: health.waiting })],
    [t('party.fault'), health.faultCode === undefined ? undefined : html`<code dir="ltr">${health.faultCode}</code>`],
    [t('witness.they'), witnessed(theyWitnessUs)],
    [t('witness.we'), witnessed(weWitnessThem)],
  ]);
}

function sending(reader: Reader, view: PartyView): Html {
  const { t } = words(reader);
  if (view.maySend.length === 0)
    return html`<p><span class="no">${t('party.nothing')}</span> <a href="/agreements/new">${t('nav.propose')}</a></p>`;
  const clauses = view.maySend.map(
    ({ agreement, clause }) =>
      html`<li><h3>${agreementLink(agreement)}, ${t('clause.number', { n: clause.n })}</h3>${clauseWords(reader, clause, view.names)}</li>`,
  );
  return html`<ul class="clauses">${clauses}</ul><p class="soft">${t('agreement.besides')}</p>`;
}

function accounted(reader: Reader, { account, party }: PartyView): Html {
  const { t, plain, number } = words(reader);
  if (account === undefined) return html`<p>${t('party.account-many')}</p>`;
  const rules = (codes: readonly string[]): Html[] => codes.map((code) => html` <code dir="ltr">${code}</code>`);
  const counted = ({ fate, count }: AccountRow): Html =>
    fate === 'refused'
      ? html`<a href="${link('/records', { refused: party.id })}">${number(count)}</a>`
      : html`${number(count)}`;
  return html`${table<AccountRow>({
    caption: plain('party.account'),
    rows: account.lines,
    columns: [
      {
        head: plain('party.fate'),
        as: 'name',
        cell: (row) => html`${t(`party.fate.${row.fate}`)}${rules(row.rules)}`,
      },
      { head: plain('party.records'), as: 'number', cell: counted },
    ],
  })}<p class="soft">${t('party.account-sum', { count: account.held })}</p>`;
}

function margin(reader: Reader, { party, kind, address, counts, isSelf, custodian }: PartyView): Html {
  const { t, number } = words(reader);
  const shown =
    address !== undefined && isSafeUrl(address)
      ? html`<a href="${address}" rel="noreferrer external" dir="ltr">${address}</a>`
      : undefined;
  const counted = (path: string, name: string, count: number): Html =>
    html`<a href="${link(path, { [name]: party.id })}">${number(count)}</a>`;
  return marginList([
    [t('party.kind'), t(`party.kind.${kind}`)],
    [t('party.address'), shown],
    [t('custody.keys'), custodian === undefined ? undefined : custodyMark(reader, custodian.name)],
    [t('nav.reached'), isSelf ? undefined : counted('/reached', 'party', counts.reached)],
    [t('nav.left'), isSelf ? undefined : counted('/left', 'party', counts.left)],
    [t('today.refused'), isSelf ? undefined : counted('/records', 'refused', counts.refused)],
  ]);
}

export function partyPage(view: PartyView, reader: Reader): Html {
  const { t } = words(reader);
  return page(reader, {
    trail: html`<a href="/parties">${t('nav.parties')}</a>`,
    title: bdi(view.party.name),
    tab: view.party.name,
    main: html`<h2>${t('party.fingerprint')}</h2>
<p>${fingerprint(view.party.id)}</p><p class="soft">${t('party.compare')}</p>
${
  !view.isSelf &&
  html`<h2>${t('party.link')}</h2>${linkFacts(reader, view)}
<h2>${t('party.may-send')}</h2>${sending(reader, view)}
<h2>${t('party.account')}</h2>${accounted(reader, view)}`
}
<h2 id="keys">${t('party.keys')}</h2><p>${t('party.keys-lead')}</p>${keyTable(reader, view.keys)}`,
    margin: margin(reader, view),
  });
}
