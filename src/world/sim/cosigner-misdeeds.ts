import { readStatement } from '#protocol/case/succession.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { keptCertificate } from '#server/case/case-heads.ts';
import { caseLog } from '#server/case/case-store.ts';
import type { CaseNews } from '#server/case/case-wire.ts';
import { longestCosigned } from '#server/case/cosign-head.ts';
import { newestStatementOf } from '#server/case/succession-of-depositary.ts';
import { cosignedAt, forgedStatement, hasOwnLine, headOf } from './forgery.ts';
import type { Liar, Misdeed } from './liar.ts';

/** Cosigns whatever head anybody has, of both branches, and without having stored what is below it. */
const cosignsAll: Misdeed = {
  name: 'cosigns-all',
  async step(liar) {
    for (const sim of liar.ground.others) {
      const head = headOf(liar, sim);
      if (head !== undefined) await liar.tell(sim, { head: cosignedAt(liar, head, liar.party.now) });
    }
  },
};

/** What it may show in a statement: the truth, nothing, or what another party holds, cosigned blindly. */
function shown(liar: Liar, term: number): { certificate?: SignedNote; tail?: SignedNote } {
  const { random, id } = liar.ground;
  const other = liar.other();
  const tails = [longestCosigned(liar.party, id, term), undefined, headOf(liar, other)];
  const certificates = [keptCertificate(liar.party, id)?.note, undefined, keptCertificate(other.party, id)?.note];
  const [tail, certificate] = [tails[random.below(3)], certificates[random.below(3)]];
  return {
    ...(tail === undefined ? {} : { tail: cosignedAt(liar, tail, liar.party.now) }),
    ...(certificate === undefined ? {} : { certificate }),
  };
}

/** States terms that are not due, near and far, and to each member something else. */
const statesAnything: Misdeed = {
  name: 'states-anything',
  async step(liar) {
    const { random, others } = liar.ground;
    const log = caseLog(liar.party, liar.file);
    const next = Math.max(log.term, liar.file.ready) + 1;
    const term = random.oneIn(3) ? next + random.below(100_000) : next;
    for (const sim of others) await liar.tell(sim, { statements: [forgedStatement(liar, term, shown(liar, term))] });
  },
};

/** Leaves a term as others do, and says that it has stored and cosigned nothing. */
const understates: Misdeed = {
  name: 'understates',
  async step(liar) {
    const own = newestStatementOf(liar.party, liar.ground.id, liar.party.id);
    // Whoever leaves with others is believed; whoever never has to leaves now and then by itself.
    if (own === undefined && liar.lies > 0 && !liar.ground.random.oneIn(6)) return;
    const term = Math.max(caseLog(liar.party, liar.file).term + 1, liar.file.ready);
    for (const sim of liar.ground.others) await liar.tell(sim, { statements: [forgedStatement(liar, term, {})] });
  },
  news(liar, news) {
    return { ...news, statements: news.statements.map((note) => lowered(liar, note)) };
  },
};

function lowered(liar: Liar, note: SignedNote): SignedNote {
  const { author, data } = parseRecordHead(note.text);
  if (author !== liar.party.id) return note;
  liar.lies++;
  return forgedStatement(liar, readStatement(data).term, {});
}

/** Shows nobody the certificate that it has, and of cosignatures only its own. */
const hidesCertificates: Misdeed = {
  name: 'hides-certificates',
  news(liar, { certificate: hidden, head, ...rest }) {
    if (hidden !== undefined) liar.lies++;
    const [own] = head?.text.split('\n') ?? [];
    const mine = head?.signatures.filter(({ name }) => name === own || name.endsWith(liar.party.id));
    return {
      ...rest,
      ...(head === undefined || mine === undefined ? {} : { head: { text: head.text, signatures: mine } }),
    };
  },
};

/** Its clock says what it wants when it cosigns. */
const falseTimes = (name: string, seconds: (liar: Liar) => number): Misdeed => ({
  name,
  news(liar, news) {
    const changed = (note: SignedNote | undefined): SignedNote | undefined => {
      if (note === undefined || !hasOwnLine(liar, note)) return note;
      liar.lies++;
      return cosignedAt(liar, note, Math.max(1, liar.party.now + seconds(liar)));
    };
    const [head, certificate] = [changed(news.head), changed(news.certificate)];
    const { head: _head, certificate: _certificate, ...rest } = news;
    return {
      ...rest,
      ...(head === undefined ? {} : { head }),
      ...(certificate === undefined ? {} : { certificate }),
    } satisfies CaseNews;
  },
});

const nearTimes = falseTimes('near-times', ({ ground }) => ground.random.below(40) - 20);
const farTimes = falseTimes('far-times', ({ ground }) => (ground.random.below(800) - 400) * 86_400);

export const cosignerMisdeeds: readonly Misdeed[] = [
  cosignsAll,
  statesAnything,
  understates,
  hidesCertificates,
  nearTimes,
  farTimes,
];
