import { Fault } from '#protocol/bytes/fault.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { addressRule, checkUrl } from '../egress/address-guard.ts';
import type { Party } from '../party/party.ts';
import { peer, peers } from '../party/peer-book.ts';
import type { Channel, ChannelKind, ChannelTerms, FeedFormat, Progress } from './channel.ts';
import { waitAfter } from './schedule.ts';
import { type Credential, openCredential, sealCredential } from './sealed-credential.ts';

const secondsPerDay = 86_400;
const [shortest, longest] = [60, 30 * secondsPerDay];
const anywhere = addressRule(['0.0.0.0/0', '::/0']);

interface Row {
  readonly name: string;
  readonly direction: 'in' | 'out';
  readonly kind: ChannelKind;
  readonly url: string;
  readonly collection: string | null;
  readonly format: FeedFormat | null;
  readonly party: string | null;
  readonly level: Tlp;
  readonly onward: number;
  readonly every: number;
  readonly paused: number;
  readonly sealed: number;
  readonly offer: string | null;
  readonly last_try: number;
  readonly last_good: number;
  readonly failures: number;
  readonly wait: number;
  readonly fault: string | null;
  readonly detail: string | null;
  readonly cursor: string;
}

const columns = `name, direction, kind, url, collection, format, party, level, onward, every, paused,
  credential IS NOT NULL AS sealed, offer, last_try, last_good, failures, wait, fault, detail, cursor`;

const fromRow = (row: Row): Channel => ({
  name: row.name,
  direction: row.direction,
  kind: row.kind,
  url: row.url,
  collection: row.collection ?? undefined,
  format: row.format ?? undefined,
  party: row.party ?? undefined,
  level: row.level,
  onward: row.onward === 1,
  every: row.every,
  isPaused: row.paused === 1,
  hasCredential: row.sealed === 1,
  offer: row.offer ?? undefined,
  lastTry: row.last_try,
  lastGood: row.last_good,
  failures: row.failures,
  wait: row.wait,
  fault: row.fault ?? undefined,
  detail: row.detail ?? undefined,
  cursor: row.cursor,
});

/** Every source and destination, by name. */
export const channels = (party: Party): Channel[] =>
  party.db.all<Row>(`SELECT ${columns} FROM channel ORDER BY name`).map(fromRow);

/** The source or destination of a name. Fault: `channel-unknown`. */
export function channelNamed(party: Party, name: string): Channel {
  const row = party.db.get<Row>(`SELECT ${columns} FROM channel WHERE name = ?`, name);
  if (row === undefined) throw new Fault('channel-unknown', 'There is no source or destination of this name.');
  return fromRow(row);
}

/** The known party at whose address a URL is. */
export const partyAt = (party: Party, url: string): string | undefined =>
  peers(party).find((one) => one.url !== undefined && new URL(one.url).origin === new URL(url).origin)?.id;

function check(party: Party, terms: ChannelTerms): void {
  const refuse = (message: string, path: string): Fault => new Fault('channel-terms', message, path);
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(terms.name))
    throw refuse('A name of small letters, digits and hyphens was expected.', '/name');
  // Where it may connect to is judged at every connection; here only the form counts.
  if (/[?&][^=&]{0,100}(?:auth|key|passw|pwd|secret|signature|token)/i.test(terms.url))
    throw refuse('A secret has no place in a URL.', '/url');
  checkUrl(terms.url, anywhere);
  if (!Number.isSafeInteger(terms.every) || terms.every < shortest || terms.every > longest)
    throw refuse('Between one minute and 30 days.', '/every');
  if (terms.kind === 'taxii' && !/^[^\p{Cc}]{1,200}$/u.test(terms.collection ?? ''))
    throw refuse('The id, alias or title of a collection was expected.', '/collection');
  if (terms.direction === 'out' && terms.kind !== 'taxii')
    throw refuse('Records go out to TAXII servers only.', '/kind');
  const bound = terms.party === undefined ? undefined : peer(party, terms.party);
  if ((terms.direction === 'out') !== (bound !== undefined && bound.id !== party.id))
    throw refuse('A destination belongs to another party that is known here, a source to none.', '/party');
}

/**
 * Adds a source or destination, due at once. What comes from the address of a known party is kept here: the duties
 * under which that party released it do not travel by TAXII. Spec: SRC-2, SRC-3, SRC-4, SRC-11.
 */
export function addChannel(party: Party, terms: ChannelTerms, credential?: Credential): Channel {
  check(party, terms);
  if (terms.onward && partyAt(party, terms.url) !== undefined)
    throw new Fault(
      'source-of-a-partner',
      'What a partner offers by TAXII is under its agreement and stays here; records come by the link to go on.',
      '/onward',
    );
  if (party.db.get('SELECT 1 FROM channel WHERE name = ?', terms.name) !== undefined)
    throw new Fault('channel-exists', 'There is a source or destination of this name already.', '/name');
  party.db.run(
    `INSERT INTO channel (name, direction, kind, url, collection, format, party, level, onward, every, added, credential, offer)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    terms.name,
    terms.direction,
    terms.kind,
    terms.url,
    terms.collection ?? null,
    terms.format ?? null,
    terms.party ?? null,
    terms.level,
    terms.onward ? 1 : 0,
    terms.every,
    party.now,
    credential === undefined ? null : sealCredential(party, terms.name, credential),
    terms.offer ?? null,
  );
  return channelNamed(party, terms.name);
}

/** The credential with which to sign in there, if it has one. */
export function credentialOf(party: Party, { name }: Channel): Credential | undefined {
  const row = party.db.get<{ credential: Uint8Array | null }>('SELECT credential FROM channel WHERE name = ?', name);
  return row?.credential ? openCredential(party, name, row.credential) : undefined;
}

/** Nothing is asked of it until it is resumed. */
export const pauseChannel = (party: Party, name: string): void =>
  void party.db.run('UPDATE channel SET paused = 1 WHERE name = ?', channelNamed(party, name).name);

/** It is due at once, whatever it waited for. */
export const resumeChannel = (party: Party, name: string): void =>
  void party.db.run('UPDATE channel SET paused = 0, wait = 0 WHERE name = ?', channelNamed(party, name).name);

/** Forgets it with its credential and counts; what came from it stays. */
export function removeChannel(party: Party, name: string): void {
  const known = channelNamed(party, name);
  party.transaction(() => {
    for (const table of ['channel', 'channel_day', 'channel_refusal'])
      party.db.run(`DELETE FROM ${table} WHERE name = ?`, known.name);
  });
}

/** Notes what one step did and how far it came; call inside the transaction that keeps the objects. Spec: SRC-5, SRC-10. */
export function noteStep(party: Party, { name }: Channel, progress: Progress, cursor: string): void {
  party.db.run('UPDATE channel SET cursor = ? WHERE name = ?', cursor, name);
  const { accepted, known, refused, refusedBy } = progress;
  if (accepted + known + refused > 0)
    party.db.run(
      `INSERT INTO channel_day (name, day, accepted, known, refused) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         accepted = accepted + excluded.accepted, known = known + excluded.known, refused = refused + excluded.refused`,
      name,
      Math.floor(party.now / secondsPerDay),
      accepted,
      known,
      refused,
    );
  for (const [code, count] of refusedBy)
    party.db.run(
      `INSERT INTO channel_refusal (name, code, count, last) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET count = count + excluded.count, last = excluded.last`,
      name,
      code,
      count,
      party.now,
    );
}

/** It went well. `isRest`: more waits, so it is due again at once. */
export const noteGood = (party: Party, { name, every }: Channel, isRest: boolean): void =>
  void party.db.run(
    `UPDATE channel SET last_try = ?, last_good = ?, failures = 0, fault = NULL, detail = NULL, wait = ? WHERE name = ?`,
    party.now,
    party.now,
    isRest ? 0 : every,
    name,
  );

/** It failed: it waits for longer and longer. `asked`: seconds that the other server asks to wait. Spec: SRC-8. */
export function noteFault(party: Party, { name, failures }: Channel, fault: Fault, asked: number): void {
  const [chance = 0] = party.powers.random(1);
  party.db.run(
    'UPDATE channel SET last_try = ?, failures = ?, fault = ?, detail = ?, wait = ? WHERE name = ?',
    party.now,
    failures + 1,
    fault.code,
    fault.message.slice(0, 300),
    waitAfter(failures + 1, chance, asked),
    name,
  );
}

/** Counts of one day. */
export interface DayCount {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly accepted: number;
  readonly known: number;
  readonly refused: number;
}

/** The days of a channel with any count, oldest first. */
export const daysOf = (party: Party, name: string, since: number): DayCount[] =>
  party.db.all<DayCount>(
    'SELECT day, accepted, known, refused FROM channel_day WHERE name = ? AND day >= ? ORDER BY day',
    name,
    since,
  );

/** By which rules objects of a channel were refused, most first. */
export const refusalsOf = (party: Party, name: string): { code: string; count: number }[] =>
  party.db.all('SELECT code, count FROM channel_refusal WHERE name = ? ORDER BY count DESC, code', name);
