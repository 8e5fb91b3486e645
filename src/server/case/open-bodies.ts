import { identityToRecipient } from 'age-encryption';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import type { Place } from '#protocol/case/room.ts';
import type { Party } from '../party/party.ts';
import { sealingKey } from '../party/sealing-key.ts';
import { readBody } from './case-body.ts';
import type { CaseFile } from './case-file.ts';
import { unseal } from './seal.ts';

const atOnce = 64;

/** What cannot be opened is marked by this, so that it is not tried in each round. */
const unopened = new Uint8Array();

function keepOpened(party: Party, id: string, hash: string, opened: Uint8Array | undefined): void {
  party.db.run(
    'UPDATE case_body SET opened = ? WHERE case_id = ? AND hash = ? AND body IS NOT NULL',
    opened ?? unopened,
    id,
    hash,
  );
}

interface SealedRow extends Place {
  readonly hash: string;
  readonly body: Uint8Array;
  readonly recipient: string;
}

async function isSecretOf(recipient: string, secret: Uint8Array | undefined): Promise<boolean> {
  try {
    return secret !== undefined && (await identityToRecipient(fromUtf8(secret))) === recipient;
  } catch {
    return false;
  }
}

/** Opens the secret of an epoch; one that belongs to another recipient is refused. Spec: ROM-11. */
async function openSecret(party: Party, id: string, { hash, body, recipient, name, epoch }: SealedRow): Promise<void> {
  const secret = await unseal([sealingKey(party.secrets.seal).identity], body);
  const isRight = await isSecretOf(recipient, secret);
  party.transaction(() => {
    keepOpened(party, id, hash, isRight ? secret : undefined);
    if (!isRight)
      party.refusal(
        undefined,
        new Fault('case-room-secret', `The secret of ${name} ${epoch} is not for us, or wrong.`),
      );
    // What another key of this epoch could not open is tried again.
    party.db.run(
      `UPDATE case_body SET opened = NULL WHERE case_id = ? AND room = ? AND epoch = ? AND recipient IS NULL
       AND length(opened) = 0`,
      id,
      name,
      epoch,
    );
  });
}

const sealedSecrets = (party: Party, id: string): SealedRow[] =>
  party.db.all<SealedRow>(
    `SELECT hash, body, recipient, room AS name, epoch FROM case_body WHERE case_id = ? AND recipient IS NOT NULL
     AND body IS NOT NULL AND opened IS NULL LIMIT ? + 0`,
    id,
    atOnce,
  );

/** Epochs whose secrets this server holds. */
const openEpochs = (party: Party, id: string): Place[] =>
  party.db.all<Place>(
    `SELECT DISTINCT room AS name, epoch FROM case_body WHERE case_id = ? AND recipient IS NOT NULL
     AND length(opened) > 0 ORDER BY room, epoch`,
    id,
  );

/** The secrets of an epoch by its recipient; more than one where entries competed. */
export const secretsOf = (party: Party, id: string, { name, epoch }: Place): { recipient: string; secret: string }[] =>
  party.db
    .all<{ recipient: string; opened: Uint8Array }>(
      `SELECT recipient, opened FROM case_body WHERE case_id = ? AND room = ? AND epoch = ? AND recipient IS NOT NULL
       AND length(opened) > 0 ORDER BY hash`,
      id,
      name,
      epoch,
    )
    .map(({ recipient, opened }) => ({ recipient, secret: fromUtf8(opened) }));

function wellFormed(opened: Uint8Array | undefined): Uint8Array | undefined {
  try {
    if (opened !== undefined) readBody(opened);
    return opened;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}

async function openWords(party: Party, id: string, place: Place): Promise<void> {
  const sealed = party.db.all<Pick<SealedRow, 'hash' | 'body'>>(
    `SELECT hash, body FROM case_body WHERE case_id = ? AND room = ? AND epoch = ? AND recipient IS NULL
     AND body IS NOT NULL AND opened IS NULL LIMIT ? + 0`,
    id,
    place.name,
    place.epoch,
    atOnce,
  );
  if (sealed.length === 0) return;
  const secrets = secretsOf(party, id, place).map(({ secret }) => secret);
  for (const { hash, body } of sealed) keepOpened(party, id, hash, wellFormed(await unseal(secrets, body)));
}

/** Opens what came and is sealed for us: secrets of epochs first, then words. Spec: ROM-11. */
export async function openBodies(party: Party, { id }: CaseFile): Promise<void> {
  for (const row of sealedSecrets(party, id)) await openSecret(party, id, row);
  for (const place of openEpochs(party, id)) await openWords(party, id, place);
}
