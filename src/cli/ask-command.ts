import { readObservationLine } from '#exchange/stix/match/observation.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { SignedCourier } from '#server/egress/courier.ts';
import { createTransport } from '#server/egress/transport.ts';
import { askPrivately } from '#server/private-matching/ask-privately.ts';
import { privateInputsOfObject } from '#server/private-matching/private-value.ts';
import { egressRule } from '#server/process/server-place.ts';
import { command, shared, type Terminal } from './command.ts';
import { changeParty, commandLine } from './party-access.ts';
import { partyNamed } from './party-reference.ts';

const mostBytes = 1_048_576;

async function textOf({ input }: Terminal): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of input) {
    size += part.length;
    if (size > mostBytes) throw new Fault('file-size', `Standard input has more than ${mostBytes} bytes.`);
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** What the lines ask for: each input with the line that it stands in. */
function inputsOf(lines: readonly string[]): { line: string; input: string }[] {
  return lines.flatMap((line) =>
    readObservationLine(line, 0)
      .flatMap(({ roots }) => roots)
      .flatMap(privateInputsOfObject)
      .map((input) => ({ line, input })),
  );
}

/** `comity ask`: private matching with a partner; what is found is printed and kept nowhere. */
export const ask = command({
  about: 'Ask a partner privately which of your values it looks for',
  words: ['PARTY'],
  options: {
    ...shared,
    allow: {
      type: 'string',
      value: 'NETWORK',
      multiple: true,
      about: 'Network that may be connected to although it is not global',
    },
  },
  example: 'ask "Partner" --data ./party < observations.jsonl',
  notes: `Standard input has one JSON object a line, such as {"type":"domain-name","value":"host.example"}: an
address, a name, a link, a mailbox or a file with hashes. The partner learns how many values you asked, not
which; you learn which of them it looks for, and nothing else. An agreement must allow it and says how many
values a day. Lines that are found are printed; nothing of them is kept.`,
  async run({ values, words: [word = ''] }, terminal) {
    const lines = (await textOf(terminal)).split('\n').filter((line) => line.trim() !== '');
    const asked = inputsOf(lines);
    const { found, left } = await changeParty(values.data, 'ask', async (party) => {
      const partner = partyNamed(party, word);
      const transport = createTransport({ rule: egressRule(party.url, values.allow) });
      try {
        const courier = new SignedCourier(party, transport.send);
        const answer = await askPrivately(
          party,
          courier,
          partner,
          asked.map(({ input }) => input),
        );
        party.deed(commandLine, 'ask-privately', String(answer.asked));
        return answer;
      } finally {
        transport.close();
      }
    });
    const shown = [...new Set(found.flatMap((at) => asked[at]?.line ?? []))];
    if (values.json === true) terminal.out(`${JSON.stringify({ asked: asked.length, found: shown, left })}\n`);
    else {
      terminal.out(shown.map((line) => `${line}\n`).join(''));
      terminal.err(`${asked.length} values asked, ${shown.length} found; ${left} more may be asked today\n`);
    }
    return 0;
  },
});
