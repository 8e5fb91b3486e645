import { type ComplianceRow, complianceStates, corrections } from '#server/party/compliance.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { command, shared, UsageError } from './command.ts';
import { readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';
import { recordNamed } from './record-reference.ts';

const utc = (time: number): string => `${new Date(time * 1000).toISOString().slice(0, 16)}Z`;

function line(party: Party, row: ComplianceRow): string {
  const because = row.ground === undefined ? '' : ` (${row.ground})`;
  const when = row.answeredAt === undefined ? `due ${utc(row.due)}` : `answered ${utc(row.answeredAt)}`;
  const who = nameOf(knownPeer(party, row.party));
  return `${row.state}${because}: ${row.what}, ${row.items.length} records, ${who}, said ${utc(row.at)}, ${when}\n`;
}

/** `comity compliance`: who followed a correction, who is late, who cannot be reached. */
export const compliance = command({
  about: 'Show what became of corrections and erasures: who complied, who is late, who cannot be reached',
  words: [],
  options: {
    ...shared,
    received: { type: 'boolean', about: 'What others asked of this party, instead of what it asked of them' },
    record: { type: 'string', value: 'RECORD', about: 'Only about this record: its number or STIX id' },
    party: { type: 'string', value: 'PARTY', about: 'Only with this party' },
    state: { type: 'string', value: 'STATE', about: `Only in this state: ${complianceStates.join(', ')}` },
  },
  example: 'compliance --data ./party --state late',
  async run({ values }, terminal) {
    const wanted = complianceStates.find((state) => state === values.state);
    if (values.state !== undefined && wanted === undefined)
      throw new UsageError(`compliance: "${values.state}" is none of ${complianceStates.join(', ')}`);
    const text = await readParty(values.data, (party) => {
      const rows = corrections(party, {
        direction: values.received === true ? 'received' : 'sent',
        ...(values.record === undefined ? {} : { item: recordNamed(party, values.record).seq }),
        ...(values.party === undefined ? {} : { party: partyNamed(party, values.party).id }),
      }).filter(({ state }) => wanted === undefined || state === wanted);
      if (values.json === true) return `${JSON.stringify({ corrections: rows })}\n`;
      return rows.length === 0 ? 'There are none.\n' : rows.map((row) => line(party, row)).join('');
    });
    terminal.out(text);
    return 0;
  },
});
