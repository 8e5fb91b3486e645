import { hkdfSync } from 'node:crypto';
import { Fault } from '#protocol/bytes/fault.ts';
import { currentKeys, type KeyHistory, type PartyKind } from '#protocol/identity/key-history.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { type RecordHead, type SignedRecord, signRecord } from '#protocol/record/record.ts';
import type { Party } from './party.ts';
import { firstHistory, type Secrets } from './secrets.ts';

/*
 * Keys that this server keeps for organisations without a server of their own. They are derived from
 * our own record key and a salt for each organisation, so that no private key stands in the store;
 * forgetting the salt destroys them. Spec: CST-2, CST-3.
 */

/** The keys in custody that a salt (32 bytes) stands for, and the key that signs their first entry. */
function derived(party: Party, salt: Uint8Array): { secrets: Secrets; rotation: Uint8Array } {
  const seed = (role: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', party.secrets.record, salt, `comity/custody/v1 ${role}`, 32));
  const [record, log, witness, link] = [seed('record'), seed('log'), seed('witness'), seed('link')];
  return {
    secrets: { record, log, witness, link, next: seed('next'), seal: seed('seal') },
    rotation: seed('rotation'),
  };
}

/** A new identity whose keys are kept here. `salt`: to be kept, and nothing else. */
export function foundCustody(
  party: Party,
  kind: PartyKind,
): { salt: Uint8Array; secrets: Secrets; history: KeyHistory } {
  const salt = party.powers.random(32);
  const { secrets, rotation } = derived(party, salt);
  return { salt, secrets, history: firstHistory(secrets, { kind, at: party.now, rotation }) };
}

/** Whether an organisation was enrolled without a server: nothing can be sent to it. */
export const isWithoutServer = (party: Party, id: string): boolean =>
  party.db.get('SELECT 1 FROM constituent WHERE party = ? AND custodial = 1', id) !== undefined;

/** An organisation whose keys are here, and may sign for it. */
export interface Custody {
  readonly history: KeyHistory;
  readonly secrets: Secrets;
}

/** The keys kept for an organisation; undefined when there are none, or no longer. `history`: its own. */
export function custodyOf(party: Party, history: KeyHistory): Custody | undefined {
  const salt = party.db.get<{ salt: Uint8Array | null }>(
    'SELECT salt FROM constituent WHERE party = ?',
    history.party,
  )?.salt;
  if (salt === null || salt === undefined) return undefined;
  return { history, secrets: derived(party, salt).secrets };
}

/** The same, or the fault `custody-none`. */
export function knownCustody(party: Party, history: KeyHistory): Custody {
  const custody = custodyOf(party, history);
  if (custody === undefined) throw new Fault('custody-none', 'No keys are kept here for this organisation.');
  return custody;
}

/** Signs a record for an organisation with the key kept for it, at an act of one of its accounts. Spec: CST-3. */
export const signFor = (
  party: Party,
  { history, secrets }: Custody,
  head: Pick<RecordHead, 'kind' | 'label' | 'data'>,
): SignedRecord =>
  signRecord({ author: history.party, version: currentKeys(history).version, at: party.now, ...head }, secrets.record);

/** Keeps a note that an organisation signed here; call inside a transaction. */
export const keepFor = (party: Party, { history }: Custody, kind: string, note: SignedNote): string =>
  party.keep(note, { kind, author: history.party, open: false });
