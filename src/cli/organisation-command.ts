import { forgetOrganisation, knowOrganisation, mispOrganisations } from '#server/party/misp-organisations.ts';
import { peers } from '#server/party/peer-book.ts';
import { command, group, shared } from './command.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';

const add = command({
  about: 'Say which party an organisation of MISP is',
  words: ['UUID', 'PARTY'],
  options: shared,
  example: 'organisation add --data ./party 55f6ea5e-2c60-40e5-964f-47a8950d210f "Bereth Energy"',
  notes: 'A sharing group reaches the parties whose organisations are known here, and nobody else.',
  async run({ values, words: [uuid = '', word = ''] }, terminal) {
    const known = await changeParty(values.data, 'organisation', (party) =>
      party.transaction(() => {
        const named = partyNamed(party, word);
        knowOrganisation(party, uuid.toLowerCase(), named.id);
        party.deed(commandLine, 'organisation-add', uuid);
        return named;
      }),
    );
    terminal.out(
      values.json === true ? `${JSON.stringify({ uuid, party: known.id })}\n` : `${uuid} is ${nameOf(known)}\n`,
    );
    return 0;
  },
});

const remove = command({
  about: 'Forget an organisation of MISP; labels that were made stay as they are',
  words: ['UUID'],
  options: shared,
  example: 'organisation remove --data ./party 55f6ea5e-2c60-40e5-964f-47a8950d210f',
  async run({ values, words: [uuid = ''] }, terminal) {
    await changeParty(values.data, 'organisation', (party) => {
      forgetOrganisation(party, uuid.toLowerCase());
      party.deed(commandLine, 'organisation-remove', uuid);
    });
    terminal.out(values.json === true ? `${JSON.stringify({ uuid })}\n` : `${uuid} is forgotten\n`);
    return 0;
  },
});

const list = command({
  about: 'List the organisations of MISP that are known',
  words: [],
  options: shared,
  example: 'organisation list --data ./party',
  async run({ values }, terminal) {
    const { known, names } = await readParty(values.data, (party) => ({
      known: mispOrganisations(party),
      names: new Map(peers(party).map((peer) => [peer.id, nameOf(peer)])),
    }));
    const lines = known.map(({ uuid, party }) => `${uuid}\t${names.get(party) ?? party.slice(0, 12)}\n`);
    terminal.out(values.json === true ? `${JSON.stringify(known)}\n` : lines.join(''));
    return 0;
  },
});

/** `comity organisation`: which parties the organisations of MISP are. */
export const organisation = group(
  'Say which parties the organisations of MISP are',
  { add, list, remove },
  'organisation list --data ./party',
);
