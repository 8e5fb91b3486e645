import { Fault } from '#protocol/bytes/fault.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { recipientForm } from '#protocol/case/room.ts';
import { advanceKeyHistory, currentKeys, type KeyHistory, verifyKeyHistory } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { openRecord, parseRecordHead } from '#protocol/record/record.ts';
import { readContacts } from './card-contact.ts';
import type { Party } from './party.ts';

/** A name in one language. */
export interface Name {
  readonly lang: string;
  readonly text: string;
}

/** What a party says of itself, signed: its names and where its server answers. Spec: IDN-7. */
export interface Card {
  readonly names: readonly Name[];
  readonly url: string;
  /** The party that keeps its keys for it, where it has no server of its own. Spec: CST-2. */
  readonly custodian?: string;
  /** The recipient to which its words are sealed. Spec: ROM-2. */
  readonly sealing?: string;
}

/** A party that this server knows. `url` is missing for parties known only as authors. */
export interface Peer {
  readonly id: string;
  readonly history: KeyHistory;
  readonly names: readonly Name[];
  readonly kind: string;
  readonly url: string | undefined;
  readonly card: SignedNote | undefined;
  /** Who keeps its keys for it; undefined for all that have a server of their own. Spec: CST-2. */
  readonly custodian: string | undefined;
  /** The key to which words for it are sealed. Spec: ROM-2. */
  readonly sealing: string | undefined;
}

interface PeerRow {
  readonly id: string;
  readonly history: string;
  readonly names: string;
  readonly kind: string;
  readonly url: string | null;
  readonly card: string | null;
}

/** An identity as it travels: the notes of a key history and the newest card. Spec: IDN-8. */
export interface Introduction {
  readonly history: readonly SignedNote[];
  readonly card: SignedNote;
}

const toText = (note: SignedNote): string => fromUtf8(formatNote(note));
const toNote = (text: string): SignedNote => parseNote(utf8(text));

/** The JSON form of an introduction. */
export const introductionJson = ({ history, card }: Introduction): string =>
  JSON.stringify({ history: history.map(toText), card: toText(card) });

/** Reads an introduction and verifies all of it; nothing is fetched. Spec: IDN-8. */
export function readIntroduction(text: string): { history: KeyHistory; card: Card; cardNote: SignedNote } {
  if (text.length > 500_000) throw new Fault('introduction-size', 'The introduction is too large.');
  const fields = new Fields(parseForeignJson(text));
  const notes = fields.list('history', 64).map((note) => toNote(typeof note === 'string' ? note : ''));
  const cardNote = toNote(fields.text('card', /^.{1,60000}$/s));
  fields.end();
  const history = verifyKeyHistory(notes);
  return { history, cardNote, card: readCard(cardNote, history) };
}

/** The card in a record note of its party. */
function readCard(note: SignedNote, history: KeyHistory): Card {
  const { head } = openRecord(note, history);
  if (head.kind !== 'card') throw new Fault('card-kind', 'A card record was expected.');
  const fields = new Fields(head.data, '/data');
  const names = fields.list('names', 6).map((value, index) => {
    const name = new Fields(value, `/data/names/${index}`);
    const read = { lang: name.text('lang', /^(?:ar|zh|en|fr|ru|es)$/), text: name.text('text', /^[^\n]{1,120}$/u) };
    name.end();
    return read;
  });
  readContacts(fields);
  const url = fields.text('url', /^https?:\/\/[^\s]{1,200}$/);
  const custodian = fields.has('custodian') ? { custodian: fields.text('custodian', idForm) } : {};
  const sealing = fields.has('sealing') ? { sealing: fields.text('sealing', recipientForm) } : {};
  fields.end();
  if (names.length === 0) throw new Fault('card-names', 'A card has at least one name.');
  return { names, url: url.replace(/\/$/, ''), ...custodian, ...sealing };
}

function fromRow(row: PeerRow): Peer {
  const { history, card, custodian, sealing } = verifiedOnce(row.history, row.card);
  return {
    id: row.id,
    history,
    names: JSON.parse(row.names) as Name[],
    kind: row.kind,
    url: row.url ?? undefined,
    card,
    custodian,
    sealing,
  };
}

interface VerifiedNotes {
  readonly history: KeyHistory;
  readonly card: SignedNote | undefined;
  readonly custodian: string | undefined;
  readonly sealing: string | undefined;
}

const verified = new Map<string, VerifiedNotes>();

/** Verifying a history costs signatures; the same text gives the same result. */
function verifiedOnce(history: string, card: string | null): VerifiedNotes {
  const name = `${history}\n${card}`;
  const known = verified.get(name);
  if (known) return known;
  if (verified.size > 1000) verified.clear();
  const notes = (JSON.parse(history) as string[]).map(toNote);
  const read = verifyKeyHistory(notes);
  const cardNote = card === null ? undefined : toNote(card);
  const stated = cardNote === undefined ? undefined : readCard(cardNote, read);
  const fresh = { history: read, card: cardNote, custodian: stated?.custodian, sealing: stated?.sealing };
  verified.set(name, fresh);
  return fresh;
}

/** The party with this id, or undefined. */
export function peer(party: Party, id: string): Peer | undefined {
  const row = party.db.get<PeerRow>('SELECT * FROM party WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/** The party with this id; a fault when it is not known here. */
export function knownPeer(party: Party, id: string): Peer {
  const found = peer(party, id);
  if (found === undefined) throw new Fault('party-unknown', 'This server does not know the party.');
  return found;
}

/** All known parties, this one included, in order of id. */
export const peers = (party: Party): Peer[] => party.db.all<PeerRow>('SELECT * FROM party ORDER BY id').map(fromRow);

/** Parties with a server, besides this one. */
export const partners = (party: Party): Peer[] =>
  peers(party).filter(({ id, url }) => id !== party.id && url !== undefined);

/** The later of two cards of one party: an old introduction must not bring back an old address. Spec: IDN-7. */
function newestCard(known: SignedNote | undefined, offered: SignedNote): SignedNote {
  if (known === undefined) return offered;
  return parseRecordHead(known.text).at > parseRecordHead(offered.text).at ? known : offered;
}

/** Keeps a verified introduction, as newer than what is known. `linked`: whether we speak to its server. */
export function keepPeer(party: Party, introduction: Introduction, linked: boolean): Peer {
  const offered = verifyKeyHistory(introduction.history);
  const known = peer(party, offered.party);
  const history = known === undefined ? offered : advanceKeyHistory(known.history, offered);
  const offeredCard = readCard(introduction.card, history);
  const cardNote = newestCard(known?.card, introduction.card);
  const card = cardNote === introduction.card ? offeredCard : readCard(cardNote, history);
  const url = linked || known?.url !== undefined ? card.url : null;
  party.db.run(
    `INSERT INTO party (id, history, names, kind, url, card, added) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET history = excluded.history, names = excluded.names, kind = excluded.kind,
       url = excluded.url, card = excluded.card`,
    history.party,
    JSON.stringify(history.notes.map(toText)),
    JSON.stringify(card.names),
    currentKeys(history).kind,
    url,
    toText(cardNote),
    party.now,
  );
  party.gate++;
  // A record that came before may name whom we know only now. Spec: DUT-6.
  if (known === undefined || JSON.stringify(known.names) !== JSON.stringify(card.names))
    party.meta.set('affected', '-1');
  if (url !== null) party.db.run('INSERT INTO link (party) VALUES (?) ON CONFLICT DO NOTHING', history.party);
  return knownPeer(party, history.party);
}

/** This party's own introduction. */
export function ownIntroduction(party: Party): Introduction {
  const { history, card } = knownPeer(party, party.id);
  if (card === undefined) throw new Fault('card-missing', 'This party has no card yet.');
  return { history: history.notes, card };
}
