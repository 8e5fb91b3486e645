import { readFileSync } from 'node:fs';
import { type Notice, readNotice, textFor } from '#desks/infrastructure/notice.ts';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { type AudienceChoice, resolveAudience } from '#server/notice/audience.ts';
import { type HeldNotice, newestNotices, newestVersion } from '#server/notice/held-notice.ts';
import { type Matrix, matrixOf } from '#server/notice/notice-matrix.ts';
import { forecastNotice, stateNotice } from '#server/notice/state-notice.ts';
import { parseContact } from '#server/party/card-contact.ts';
import { setContacts } from '#server/party/duty-contacts.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { chosen, command, group, shared } from './command.ts';
import { changeParty, commandLine, pendingNote, readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';

const levels = Object.fromEntries(tlpLevels.map((level) => [level, level]));

/** A notice as its item holds it, from a file that need not be canonical. */
function noticeIn(file: string): Notice {
  try {
    return readNotice(canonicalText(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Fault('notice-malformed', 'The file is not JSON.');
  }
}

function audienceOf(party: Party, to: readonly string[], agreement: string | undefined) {
  const ids = to.map((word) => partyNamed(party, word).id);
  const choice: AudienceChoice =
    agreement !== undefined
      ? { kind: 'agreement', id: agreement }
      : ids.length > 0
        ? { kind: 'named', ids }
        : { kind: 'all' };
  return resolveAudience(party, choice);
}

const send = command({
  about: 'State a notice from a file, or only show whom it would reach',
  words: ['FILE'],
  options: {
    ...shared,
    label: { type: 'string', value: 'LEVEL', about: 'Label of the notice', required: true },
    to: { type: 'string', value: 'PARTY', about: 'Only for this party; may be repeated', multiple: true },
    agreement: { type: 'string', value: 'ID', about: 'Only for the parties of this agreement' },
    approve: { type: 'boolean', about: 'Approve its release in the same act' },
    'dry-run': { type: 'boolean', about: 'Say whom it would reach, and state nothing' },
  },
  example: 'notice send warning.json --data ./party --label amber --approve',
  notes: 'The file holds the members of NTC-2 in spec/notice.md. Without --to and --agreement it is for all partners.',
  run({ values, words: [file = ''] }, terminal) {
    const tlp = tlpLevels.find((level) => level === chosen(levels, values.label, 'notice: --label ')) ?? 'red';
    return changeParty(values.data, 'notice', (party) => {
      const draft = { notice: noticeIn(file), ...audienceOf(party, values.to, values.agreement), label: { tlp } };
      const forecast = forecastNotice(party, draft, values.approve === true).map(({ party: id, decision }) => ({
        party: id,
        name: nameOf(knownPeer(party, id)),
        verdict: decision.verdict,
        reason: decision.reasons.find(({ allows }) => allows === (decision.verdict === 'allowed'))?.code ?? 'undecided',
      }));
      if (values['dry-run'] !== true) {
        stateNotice(party, draft, values.approve === true);
        party.deed(commandLine, 'warn', draft.notice.name);
      }
      if (values.json === true) terminal.out(`${JSON.stringify(forecast)}\n`);
      else for (const { name, verdict, reason } of forecast) terminal.out(`${verdict}\t${name}\t${reason}\n`);
      terminal.err(pendingNote(party));
      return 0;
    });
  },
});

const row = (party: Party, { id, isOwn, author, notice }: HeldNotice) => ({
  id,
  from: nameOf(knownPeer(party, author)),
  isOwn,
  version: notice.version,
  state: notice.state,
  urgency: notice.urgency,
  by: notice.by ?? null,
  until: notice.until,
  title: textFor(notice, 'en').title,
});

const list = command({
  about: 'List the notices held, ours and those of others',
  words: [],
  options: shared,
  example: 'notice list --data ./party',
  async run({ values }, terminal) {
    const all = await readParty(values.data, (party) =>
      (['theirs', 'own'] as const).flatMap((whose) => newestNotices(party, whose, 100).map((held) => row(party, held))),
    );
    if (values.json === true) terminal.out(`${JSON.stringify(all)}\n`);
    else for (const one of all) terminal.out(`${one.id}\t${one.from}\t${one.urgency}\t${one.state}\t${one.title}\n`);
    return 0;
  },
});

const told = (party: Party, { rows, counts, now }: Matrix) => ({
  now,
  counts,
  rows: rows.map(({ party: id, state, isLate, opened, acknowledged, status, delivery, obstacle }) => ({
    party: id,
    name: nameOf(knownPeer(party, id)),
    state,
    isLate,
    receipt: delivery?.state === 'acknowledged' ? delivery.release : null,
    opened: opened ?? null,
    acknowledged: acknowledged ?? null,
    status: status ?? null,
    refusedBy: obstacle?.decision.reasons.find(({ allows }) => !allows)?.code ?? null,
  })),
});

const matrix = command({
  about: 'Show who has read a notice of ours, and who has not',
  words: ['ID'],
  options: shared,
  example: 'notice matrix ID --data ./party --json',
  async run({ values, words: [id = ''] }, terminal) {
    const view = await readParty(values.data, (party) => {
      const held = idForm.test(id) ? newestVersion(party, id) : undefined;
      if (held === undefined || !held.isOwn) throw new Fault('notice-unknown', 'There is no such notice of ours.');
      return told(party, matrixOf(party, held));
    });
    if (values.json === true) terminal.out(`${JSON.stringify(view)}\n`);
    else
      for (const one of view.rows)
        terminal.out(`${one.state}${one.isLate ? ', late' : ''}\t${one.name}\t${one.refusedBy ?? one.status ?? ''}\n`);
    return 0;
  },
});

const contacts = command({
  about: 'State the duty contacts that partners write to, in order; without any, none',
  words: [],
  options: {
    data: shared.data,
    contact: {
      type: 'string',
      value: 'CONTACT',
      about: 'Like duty@cert.example,en,always; may be repeated',
      multiple: true,
    },
  },
  example: 'notice contacts --data ./party --contact duty@cert.example,en,always',
  notes: 'They stand in the signed card, which is public: use addresses of functions, never of persons.',
  run({ values }, terminal) {
    return changeParty(values.data, 'contacts', (party) => {
      setContacts(party, values.contact.map(parseContact));
      party.deed(commandLine, 'contacts', String(values.contact.length));
      terminal.out(`${values.contact.length} contacts are stated.\n`);
      terminal.err(pendingNote(party));
      return 0;
    });
  },
});

/** `comity notice`: early warning from the command line. Spec: NTC-1, NTC-7. */
export const notice = group(
  'Warn partners, and see who has read it',
  { send, list, matrix, contacts },
  'notice list --data ./party',
);
