import assert from 'node:assert/strict';
import { actJson } from '#protocol/case/act.ts';
import { caseOrigin } from '#protocol/case/genesis.ts';
import { statementJson } from '#protocol/case/succession.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { signRecord } from '#protocol/record/record.ts';
import type { CaseStage } from './case-stage.fixture.ts';

/** What a party can sign in a case, whatever its server would do. */
export class Hand {
  readonly cases: CaseStage;
  readonly index: number;

  constructor(cases: CaseStage, index: number) {
    this.cases = cases;
    this.index = index;
  }

  get #party() {
    return this.cases.party(this.index).party;
  }

  #signed(kind: string, data: ReturnType<typeof actJson>, more: { body?: string } = {}): SignedNote {
    const head = {
      author: this.#party.id,
      version: 0,
      kind,
      at: this.cases.stage.now,
      label: { tlp: 'amber' },
      data,
      ...more,
    };
    return signRecord(head as Parameters<typeof signRecord>[0], this.#party.secrets.record).note;
  }

  /** `body`: the hash of words that it says to the whole case. */
  act(n: number, body?: string): SignedNote {
    const root = (this.cases.log(0).rootAt(1) ?? assert.fail()).subarray(0, 16).toHex();
    const said = { case: this.cases.id, n, seen: { size: 1, root }, act: 'nonsense', fields: {} };
    if (body === undefined) return this.#signed('act', actJson(said));
    return this.#signed('act', actJson({ ...said, room: { name: 'all', epoch: 1 } }), { body });
  }

  statement(term: number): SignedNote {
    return this.#signed('succession', statementJson({ case: this.cases.id, term }));
  }

  head(size: number): SignedNote {
    const origin = caseOrigin(this.cases.id);
    const root = new Uint8Array(32).fill(7);
    return signCheckpoint({ origin, size, root, extensions: ['term 0'] }, [
      noteSigner(origin, this.#party.secrets.log),
    ]);
  }
}
