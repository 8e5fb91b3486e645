import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstPolicy } from '#protocol/agreement/policy.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { type KeyHistory, type PartyKind, verifyKeyHistory } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import type { Powers } from '../powers.ts';
import { Database } from '../store/database.ts';
import { directoryFiles, type LogFiles } from '../store/log-files.ts';
import { Meta } from '../store/meta.ts';
import { prepareSchema } from '../store/schema.ts';
import { keepPolicy } from './approvals.ts';
import { contactJson, type DutyContact } from './card-contact.ts';
import { NoteLog } from './note-log.ts';
import { Party } from './party.ts';
import { keepPeer, type Name } from './peer-book.ts';
import { sealingKey } from './sealing-key.ts';
import { checkSecrets, foundIdentity, readSecrets, type Secrets, writeSecrets } from './secrets.ts';

/** Where a party keeps everything. */
export const layout = (directory: string) => ({
  store: join(directory, 'party.sqlite'),
  secrets: join(directory, 'secrets.json'),
  log: join(directory, 'log'),
  mirror: (id: string) => join(directory, 'mirrors', id),
});

/** What a founder says of a new party. */
export interface Founding {
  readonly kind: PartyKind;
  readonly names: readonly Name[];
  /** Public base URL of its server. */
  readonly url: string;
}

/** Pieces that the simulated world replaces. */
export interface Ground {
  readonly db: Database;
  readonly files: LogFiles;
  readonly mirror: (id: string) => LogFiles;
  readonly powers: Powers;
}

/** Founds a party on empty ground: identity, card, policy, first checkpoint. `keep` stores the secrets first. */
export function foundParty(ground: Ground, founding: Founding, keep: (secrets: Secrets) => void): Party {
  const { secrets, history } = foundIdentity(founding.kind, ground.powers);
  keep(secrets);
  prepareSchema(ground.db);
  const party = assemble(ground, history, secrets);
  const [first] = history.notes;
  if (first === undefined) throw new Fault('identity-start', 'A key history has at least one entry.');
  party.transaction(() => {
    party.meta.set('history', JSON.stringify(history.notes.map((note) => fromUtf8(formatNote(note)))));
    party.keep(first, { kind: 'identity', author: party.id, open: true });
    publishCard(party, founding);
    keepPolicy(party, firstPolicy);
  });
  party.log.signing = 'confirmed';
  party.sealAndPublish();
  return party;
}

/** Signs a new card, logs it in the open and keeps it as our own introduction. Spec: IDN-7, ROM-2. */
export function publishCard(party: Party, { names, url }: Pick<Founding, 'names' | 'url'>): void {
  const contacts = (JSON.parse(party.meta.get('contacts') ?? '[]') as DutyContact[]).map(contactJson);
  const stated = contacts.length === 0 ? {} : { contacts };
  const { recipient: sealing } = sealingKey(party.secrets.seal);
  const data = { names: names.map(({ lang, text }) => ({ lang, text })), url, sealing, ...stated };
  party.meta.set('url', url);
  const card = party.record({ kind: 'card', label: { tlp: 'clear' }, data }, true);
  keepPeer(party, { history: party.history.notes, card: card.note }, true);
}

function assemble({ db, files, mirror, powers }: Ground, history: KeyHistory, secrets: Secrets): Party {
  const log = new NoteLog({ db, powers, files, history, logSeed: secrets.log });
  return new Party({ db, log, mirror, powers, history, secrets });
}

/** Opens a party that was founded on this ground. It signs nothing until its head is confirmed. */
export function openParty(ground: Ground, secrets: Secrets): Party {
  prepareSchema(ground.db);
  const stored = new Meta(ground.db).get('history');
  if (stored === undefined)
    throw new Fault('party-missing', 'There is no party in this store; run "comity init" first.');
  const notes = (JSON.parse(stored) as string[]).map((text) => parseNote(utf8(text)));
  const history = verifyKeyHistory(notes);
  checkSecrets(secrets, history);
  return assemble(ground, history, secrets);
}

/** Founds a party in a directory that has none. */
export function initDirectory(directory: string, founding: Founding, powers: Powers): Party {
  const paths = layout(directory);
  if (existsSync(paths.store) || existsSync(paths.secrets))
    throw new Fault('party-exists', 'The directory already holds a party.');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return foundParty(groundOf(directory, powers), founding, (secrets) => writeSecrets(paths.secrets, secrets));
}

/** Opens the party in a directory. */
export function openDirectory(directory: string, powers: Powers): Party {
  const paths = layout(directory);
  if (!existsSync(paths.store))
    throw new Fault('party-missing', 'There is no party in this directory; run "comity init" first.');
  const secrets = readSecrets(paths.secrets);
  return openParty(groundOf(directory, powers), secrets);
}

function groundOf(directory: string, powers: Powers): Ground {
  const paths = layout(directory);
  const mirror = (id: string): LogFiles => directoryFiles(paths.mirror(id));
  return { db: new Database(paths.store), files: directoryFiles(paths.log), mirror, powers };
}
