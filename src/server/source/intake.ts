import type { Label } from '#protocol/record/label.ts';
import { keepSource } from '../party/import-objects.ts';
import { labelRules } from '../party/misp-organisations.ts';
import type { Party } from '../party/party.ts';
import { readSource, type SourceReading } from '../party/read-source.ts';
import { indexFewWords } from '../party/word-index.ts';
import type { Channel, Progress } from './channel.ts';
import { noteStep, partyAt } from './channel-book.ts';
import { readKevCatalogue } from './kev-catalogue.ts';

/** The widest that a label may be that came from a source: nobody but us, unless it may go on. Spec: SRC-4. */
const withinOf = (party: Party, { onward, url }: Channel): { within?: Label } =>
  onward && partyAt(party, url) === undefined ? {} : { within: { tlp: 'clear', only: [party.id] } };

/** Reads a file of a source in the format that it is said to have. */
export function readFeed(party: Party, channel: Channel, bytes: Uint8Array): SourceReading {
  if (channel.format === 'kev') return readKevCatalogue(bytes);
  return readSource(bytes, {
    now: Math.floor(party.powers.now() / 1000),
    source: channel.name,
    labels: labelRules(party, { tlp: channel.level }),
    ...(channel.format === undefined ? {} : { format: channel.format }),
  });
}

function countCodes(faults: readonly { code: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of faults) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/**
 * Keeps what a source gave and how far it came, both or neither, so that nothing accepted is lost and
 * nothing comes twice, whenever this process ends. Spec: SRC-5, SRC-10.
 */
export function takeIn(party: Party, channel: Channel, reading: SourceReading | undefined, cursor: string): Progress {
  const progress = party.transaction(() => {
    const report =
      reading === undefined
        ? { accepted: 0, known: 0, refused: 0, faults: [] }
        : keepSource(party, reading, { unmarked: { tlp: channel.level }, ...withinOf(party, channel) });
    const { accepted, known, refused, faults } = report;
    const done = { accepted, known, refused, refusedBy: countCodes(refused > 0 ? faults : []) };
    noteStep(party, channel, done, cursor);
    return done;
  });
  party.powers.step('source-page-kept');
  party.sealOrWait();
  indexFewWords(party);
  return progress;
}
