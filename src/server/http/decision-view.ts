import type { Agreement } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import type { Reason } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Label, Tlp } from '#protocol/record/label.ts';
import type { AgreementRef, ReasonView } from '#web/parts/reasons.ts';
import type { LabelView } from '#web/parts/tlp.ts';
import { agreements } from '../party/agreement-book.ts';
import { inLanguage, type NamedParty } from '../party/party-names.ts';
import type { Visit } from './visit.ts';

/** A label with the names of the parties that it is limited to. */
export const labelView = ({ names }: Pick<Visit, 'names'>, { tlp, only, purposes }: Label): LabelView => ({
  tlp,
  ...(only === undefined ? {} : { only: only.map((id) => names.of(id)) }),
  ...(purposes === undefined ? {} : { purposes }),
});

/** The party that stated a record. */
export const originView = ({ names }: Visit, { author }: ReleaseFacts): NamedParty => names.of(author);

/** An agreement as it is looked at, signed or not. */
export interface Known {
  readonly agreement: Agreement;
}

/** An agreement by its title in the reader's language. */
export const agreementRef = ({ reader }: Visit, { agreement }: Known): AgreementRef => ({
  id: agreement.id,
  title: inLanguage(agreement.terms.titles, reader.language) ?? agreement.id,
});

/** What reasons are told with: the agreements known here, read once for a page. */
export class ReasonTeller {
  readonly #visit: Visit;
  readonly #known: ReadonlyMap<string, Known>;
  readonly #ceiling: Tlp;

  /** `also`: an agreement that is looked at before it is known. */
  constructor(visit: Visit, also: readonly Known[] = []) {
    this.#visit = visit;
    this.#known = new Map([...agreements(visit.party), ...also].map((entry) => [entry.agreement.id, entry]));
    this.#ceiling = visit.party.policy().ceiling;
  }

  /** The agreement; one that is not known shows the beginning of its id. */
  ref(id: string): AgreementRef {
    const entry = this.#known.get(id);
    return entry === undefined ? { id, title: `${id.slice(0, 8)}…` } : agreementRef(this.#visit, entry);
  }

  /** A clause of a known agreement. */
  clause(id: string, n: number): Clause | undefined {
    return this.#known.get(id)?.agreement.terms.clauses.find((clause) => clause.n === n);
  }

  /** One reason of a decision about records of these facts, with what its words name. */
  tell(reason: Reason, facts: ReleaseFacts): ReasonView {
    const { agreement, clause: n } = reason;
    const clause = agreement === undefined || n === undefined ? undefined : this.clause(agreement, n);
    return {
      code: reason.code,
      allows: reason.allows,
      label: facts.label.tlp,
      kind: facts.kind,
      ceiling: clause?.ceiling ?? this.#ceiling,
      ...(agreement === undefined ? {} : { agreement: this.ref(agreement) }),
      ...(n === undefined ? {} : { clause: n }),
      ...(clause === undefined ? {} : { purposes: clause.purposes }),
    };
  }
}
