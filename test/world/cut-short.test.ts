import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyLogDirectory } from '#check/log-directory.ts';
import { sameBytes, utf8 } from '#protocol/bytes/text.ts';
import { logKeys } from '#protocol/identity/key-history.ts';
import { publishCard } from '#server/party/open-party.ts';
import { introductionJson, keepPeer, knownPeer, ownIntroduction, readIntroduction } from '#server/party/peer-book.ts';
import { witness } from '#server/party/witnessing.ts';
import { conclude, give, indicator, introduce, outcome, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

async function scene() {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  give(a, indicator('first', 'green'));
  await stage.settle(a, b);
  return { stage, a, b };
}

/** The power goes after so many files were written. Returns how to bring it back. */
function cutAfter({ files }: StagedParty, writes: number): () => void {
  const set = files.set.bind(files);
  let left = writes;
  files.set = (path, bytes) => {
    if (left-- <= 0) throw new Error('The power is gone.');
    const known = files.get(path);
    if (path !== 'checkpoint' && known !== undefined) assert.ok(sameBytes(known, bytes), `${path} must not change`);
    return set(path, bytes);
  };
  return () => {
    files.set = set;
  };
}

/** The findings about the log as published; `whole` also looks for what no checkpoint covers. */
function findings({ party, files }: StagedParty, whole: boolean): string[] {
  const reading = { read: (path: string) => files.get(path), ...(whole ? { list: () => files.keys() } : {}) };
  const report = verifyLogDirectory({ files: reading, logKeys: logKeys(party.history), witnesses: [] });
  return report.findings.map(({ code, path }) => `${code} ${path}`);
}

/** Imports while the power goes after so many writes. Returns whether it went. */
function importCut(a: StagedParty, writes: number): boolean {
  const restore = cutAfter(a, writes);
  try {
    for (let n = 0; n < 3; n++) give(a, indicator(`cut ${n}`, 'green'));
    return false;
  } catch (error) {
    assert.match(String(error), /power is gone/);
    return true;
  } finally {
    restore();
  }
}

describe('a publication that is cut short', () => {
  it('LOG-11: after any number of files the published log is whole, and the next start publishes the rest', async () => {
    let cuts = 0;
    for (let writes = 0; ; writes++) {
      const { stage, a, b } = await scene();
      if (!importCut(a, writes)) break;
      cuts++;
      // Until the next start, files lie beyond the checkpoint; what it covers is there and true.
      assert.deepEqual(
        findings(a, false).filter((finding) => !finding.startsWith('checkpoint-rolled-back')),
        [],
      );
      a.restart();
      await stage.settle(a, b);
      assert.deepEqual(findings(a, true), []);
      assert.equal(a.party.log.publishedSize(), a.party.log.frontier().size);
      assert.ok(titles(b).includes('cut 0'));
    }
    assert.ok(cuts >= 6, `${cuts} cuts`);
  });

  it('REL-7: a release that was made before the cut waits until the published log has it', async () => {
    const { stage, a, b } = await scene();
    give(a, indicator('second', 'green'));
    const restore = cutAfter(a, 1);
    await assert.rejects(async () => {
      const met = await stage.meet(b, a);
      throw met;
    });
    restore();
    assert.equal(a.party.db.count("SELECT count(*) FROM batch WHERE direction = 'left'"), 2);
    a.restart();
    assert.equal(a.party.log.signing, 'unconfirmed');
    assert.equal(outcome(await stage.meet(b, a)), 'met');
    assert.deepEqual(titles(b), ['first']);
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['first', 'second']);
  });
});

describe('a witness', () => {
  it('LOG-15: has stored the head before it answers, so that neither a failing store nor a crash lets it cosign twice', async () => {
    const { stage, a, b } = await scene();
    const bodies: Uint8Array[] = [];
    stage.mischief = {
      before({ path, request }) {
        if (path === '/witness/add-checkpoint' && request.body !== undefined) bodies.push(new Uint8Array(request.body));
        if (path === '/witness/add-checkpoint') throw new Error('The wire breaks.');
      },
    };
    give(a, indicator('second', 'green'));
    await assert.rejects(stage.meet(a, b));
    const [body] = bodies;
    assert.ok(body);
    b.party.db.raw.exec('PRAGMA query_only = ON');
    assert.throws(() => witness(b.party, body));
    b.party.db.raw.exec('PRAGMA query_only = OFF');
    assert.equal(witness(b.party, body).status, 200);
    b.restart();
    const again = witness(b.party, body);
    assert.equal(again.status, 409);
    assert.equal(Number(again.body), a.party.log.frontier().size);
  });
});

describe('an introduction', () => {
  it('IDN-7: the newest card counts, whatever comes after it', async () => {
    const { stage, a, b } = await scene();
    const old = ownIntroduction(a.party);
    stage.now += 10;
    const names = [{ lang: 'en', text: 'Aldoria moved' }];
    a.party.transaction(() => publishCard(a.party, { names, url: 'http://127.0.0.1:8999' }));
    keepPeer(b.party, ownIntroduction(a.party), true);
    assert.equal(knownPeer(b.party, a.party.id).url, 'http://127.0.0.1:8999');
    keepPeer(b.party, old, true);
    const { url, names: known, card } = knownPeer(b.party, a.party.id);
    assert.deepEqual([url, known, card?.text], ['http://127.0.0.1:8999', names, ownIntroduction(a.party).card.text]);
  });

  it('IDN-8: of one that is not whole and true nothing is kept', async () => {
    const { stage, b } = await scene();
    const [c, d] = [stage.found('Calder'), stage.found('Meridian')];
    const [ofC, ofD] = [ownIntroduction(c.party), ownIntroduction(d.party)];
    const count = (): number => b.party.db.count('SELECT count(*) FROM party');
    const before = count();
    const forged = { ...ofC.card, text: ofC.card.text.replace('127.0.0.1:8002', '127.0.0.1:6666') };
    assert.notEqual(forged.text, ofC.card.text);
    for (const wrong of [
      { history: ofC.history, card: ofD.card },
      { history: ofC.history, card: forged },
      { history: [], card: ofC.card },
      { history: [...ofC.history, ...ofD.history], card: ofC.card },
    ]) {
      assert.throws(() => keepPeer(b.party, wrong, true), { name: 'Fault' });
      assert.throws(() => readIntroduction(introductionJson(wrong)), { name: 'Fault' });
    }
    assert.equal(count(), before);
    keepPeer(b.party, ofC, true);
    assert.equal(count(), before + 1);
  });

  it('IDN-8, LNK-1: a partner cannot introduce itself as somebody else', async () => {
    const { stage, a, b } = await scene();
    const c = stage.found('Calder');
    const body = introductionJson(ownIntroduction(c.party));
    a.party.db.run(
      "INSERT INTO outbox (party, path, body, topic) VALUES (?, '/link/hello', ?, 'x')",
      b.party.id,
      utf8(body),
    );
    await stage.meet(a, b);
    assert.equal(b.party.db.count('SELECT count(*) FROM party WHERE id = ?', c.party.id), 0);
    assert.deepEqual(b.party.db.get<{ code: string }>('SELECT code FROM refusal')?.code, 'link-identity');
  });
});
