import type { AffectedView } from './affected-page.ts';
import type { CorrectionRow, CorrectionsView } from './corrections-page.ts';
import { ago, bereth, calder, meridian, openNets, sampleId, sampleNow } from './sample-facts.ts';

const row = (change: Partial<CorrectionRow>): CorrectionRow => ({
  party: bereth,
  what: 'erased',
  receipt: sampleId(31),
  records: [{ seq: 17, title: '' }],
  count: 1,
  at: ago(80),
  due: ago(8),
  state: 'late',
  ...change,
});

export const corrections: CorrectionsView = {
  sent: [
    row({}),
    row({ party: calder, state: 'unreachable' }),
    row({ party: meridian, state: 'done', answeredAt: ago(70) }),
    row({ party: openNets, state: 'kept', ground: 'criminal-proceedings', answeredAt: ago(69) }),
    row({
      what: 'restricted',
      state: 'waiting',
      at: ago(2),
      due: sampleNow + 250_000,
      records: [
        { seq: 21, title: 'Gateway implant, first sighting' },
        { seq: 22, title: 'Second sighting' },
      ],
      count: 14,
    }),
    row({ what: 'revoked', state: 'underway', party: calder, answeredAt: ago(1), due: sampleNow + 100_000 }),
  ],
  received: [
    row({ what: 'replaced', state: 'done', party: meridian, answeredAt: ago(60) }),
    row({ state: 'refused', ground: 'not-bound', party: calder, answeredAt: ago(50) }),
  ],
};

export const affected: AffectedView = {
  rows: [
    { seq: 31, title: 'Intrusion at a grid operator', party: calder, at: ago(5) },
    {
      seq: 30,
      title: 'Stolen credentials',
      party: meridian,
      at: ago(30),
      done: ago(20),
      proof: 'By phone, noted as call 4711',
    },
  ],
  mayMark: true,
};
