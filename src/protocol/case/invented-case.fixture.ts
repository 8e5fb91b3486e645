import { hex } from '../bytes/encodings.ts';
import { type InventedParty, inventParty } from '../identity/invented-party.fixture.ts';
import { keyNames } from '../identity/key-history.ts';
import { noteKeyType, noteSigner } from '../identity/note-key.ts';
import { formatNote, type SignedNote } from '../identity/signed-note.ts';
import { signCheckpoint } from '../log/checkpoint.ts';
import { cosign } from '../log/cosignature.ts';
import { leafHash, rootOf, type TreeHead } from '../log/merkle.ts';
import type { Label } from '../record/label.ts';
import { type RecordHead, signRecord } from '../record/record.ts';
import { type Act, actJson } from './act.ts';
import { CaseLog } from './case-log.ts';
import { type KnownCase, termLine } from './certificate.ts';
import { type CaseTerms, caseOrigin, caseTermsJson } from './genesis.ts';
import { inventedProcedure } from './invented-procedure.fixture.ts';
import { type Procedure, procedureHash, readProcedure } from './procedure.ts';
import { statementJson, type TermBeginning, termBeginningJson } from './succession.ts';
import { tickJson } from './tick.ts';

/** When every invented case begins, Unix seconds. */
export const caseStart = 1_800_000_000;

/** Four parties with all their keys, one case, and every log that anybody could sign. */
export class InventedCase {
  readonly parties: readonly InventedParty[];
  readonly procedure: Procedure = readProcedure(inventedProcedure);
  readonly known: KnownCase;
  readonly genesis: Uint8Array;
  readonly label: Label;

  constructor(
    names: readonly string[] = ['Aldoria', 'Bereth', 'Calder', 'Meridian'],
    faults = 1,
    label: Label = { tlp: 'amber' },
  ) {
    this.label = label;
    this.parties = names.map((name) => inventParty(name)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const roles = ['asker', 'asked'];
    const terms: CaseTerms = {
      procedure: { id: this.procedure.id, version: this.procedure.version, hash: procedureHash(inventedProcedure) },
      members: this.parties.map(({ id }, index) => ({ party: id, roles: index < 2 ? [roles[index] ?? ''] : [] })),
      council: this.parties.map(({ id }) => id),
      faults,
      depositaries: this.parties.map(({ id }) => id),
    };
    const record = signRecord(this.#head(0, 'case', caseTermsJson(terms)), this.party(0).seed('record'));
    this.genesis = formatNote(record.note);
    this.known = { id: record.id, terms, histories: new Map(this.parties.map(({ id, history }) => [id, history])) };
  }

  party(index: number): InventedParty {
    const party = this.parties[index];
    if (party === undefined) throw new Error(`There is no party ${index}.`);
    return party;
  }

  #head(author: number, kind: string, data: RecordHead['data'], body?: string): RecordHead {
    return {
      author: this.party(author).id,
      version: 0,
      kind,
      at: caseStart,
      label: this.label,
      data,
      ...(body === undefined ? {} : { body }),
    };
  }

  /** A log that holds the first record, or more. */
  log(entries: readonly Uint8Array[] = []): CaseLog {
    const log = new CaseLog(this.known, this.procedure);
    for (const entry of [this.genesis, ...entries]) log.append(entry);
    return log;
  }

  /** An act of a party, after a log. `words`: whether it has any, or their hash. */
  act(author: number, log: CaseLog, act: Omit<Act, 'case' | 'seen'>, words: boolean | string = false): Uint8Array {
    const { size, root } = log.head;
    const data = actJson({ ...act, case: this.known.id, seen: { size, root: hex(root.subarray(0, 16)) } });
    const head = this.#head(author, 'act', data, words === true ? '0'.repeat(64) : words || undefined);
    return formatNote(signRecord(head, this.party(author).seed('record')).note);
  }

  /** The depositary's signed head of a log, in the log's term. */
  head(log: CaseLog, { size, root }: TreeHead = log.head, term = log.term): SignedNote {
    const origin = caseOrigin(this.known.id);
    const depositary = this.party(term % this.parties.length);
    return signCheckpoint({ origin, size, root, extensions: [termLine(term)] }, [
      noteSigner(origin, depositary.seed('log')),
    ]);
  }

  /** The head with cosignatures of these parties at these times. */
  cosigned(note: SignedNote, by: readonly number[], times: readonly number[]): SignedNote {
    return by.reduce((so, index, at) => {
      const { id, seed } = this.party(index);
      return cosign(
        so,
        noteSigner(keyNames.witness(id), seed('witness'), noteKeyType.cosignature),
        times[at] ?? times[0] ?? 0,
      );
    }, note);
  }

  /** A tick of the depositary of the log's term. */
  tick(log: CaseLog, certificate: SignedNote): Uint8Array {
    const depositary = log.term % this.parties.length;
    const head = this.#head(depositary, 'tick', tickJson({ case: this.known.id, certificate }));
    return formatNote(signRecord(head, this.party(depositary).seed('record')).note);
  }

  /** What a party says when it leaves a term. */
  statement(author: number, term: number, shown: { certificate?: SignedNote; tail?: SignedNote }): SignedNote {
    const data = statementJson({ case: this.known.id, term, ...shown });
    return signRecord(this.#head(author, 'succession', data), this.party(author).seed('record')).note;
  }

  /** The first entry of a term. */
  beginning(beginning: Omit<TermBeginning, 'case'>): Uint8Array {
    const author = beginning.term % this.parties.length;
    const head = this.#head(author, 'term', termBeginningJson({ case: this.known.id, ...beginning }));
    return formatNote(signRecord(head, this.party(author).seed('record')).note);
  }

  /** Appends a tick over all that a log holds, cosigned by three at a time, and accepts it with another certificate. */
  settle(log: CaseLog, time: number): void {
    const certificate = this.cosigned(this.head(log), [0, 1, 2], [time]);
    log.append(this.tick(log, certificate));
    log.accept(this.cosigned(this.head(log), [0, 1, 2], [time]));
  }
}

/** The root over entries, as anybody can compute it. */
export const rootOfEntries = (entries: readonly Uint8Array[]): Uint8Array => rootOf(entries.map(leafHash));
