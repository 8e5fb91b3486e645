import { auditParty } from '#server/party/audit.ts';
import { command, shared } from './command.ts';
import { readParty } from './party-access.ts';

/** `comity audit`: derives the store again from the log and names each difference. */
export const audit = command({
  about: 'Derive the whole store again from its log and name every difference',
  words: [],
  options: shared,
  example: 'audit --data ./party',
  notes: 'Changes nothing. Exit code 0: no difference. 1: at least one.',
  async run({ values }, terminal) {
    const { checked, findings } = await readParty(values.data, auditParty);
    if (values.json === true) {
      terminal.out(`${JSON.stringify({ ok: findings.length === 0, checked, findings })}\n`);
    } else {
      const counts = Object.entries(checked).map(([what, count]) => `${count} ${what}`);
      const lines = findings.map(({ code, where, detail }) => `${code} ${where}: ${detail}\n`);
      terminal.out(`${lines.join('')}Checked ${counts.join(', ')}: ${findings.length} differences\n`);
    }
    return findings.length === 0 ? 0 : 1;
  },
});
