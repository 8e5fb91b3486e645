import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Duties } from '#protocol/agreement/duties.ts';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { base64, hex } from '#protocol/bytes/encodings.ts';
import { currentKeys } from '#protocol/identity/key-history.ts';
import { auditParty } from '#server/party/audit.ts';
import { corrections } from '#server/party/compliance.ts';
import { contentOf } from '#server/party/content.ts';
import { eraseByDecision } from '#server/party/erase-own.ts';
import { explainRelease } from '#server/party/explain-release.ts';
import { barredFromTools } from '#server/party/permitted-use.ts';
import { reissueEvidence, reissueRecord, setReissueAutomatic } from '#server/party/reissue.ts';
import { followReissues } from '#server/party/reissue-follow.ts';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';
import { everything } from './what-left.fixture.ts';

interface Scene {
  readonly stage: Stage;
  readonly source: StagedParty;
  readonly relay: StagedParty;
  readonly third: StagedParty;
  settle(): Promise<void>;
}

const onward = { ...plainDuties, onward: 'any-within-label' } as const;

/** A source that must not be named gives to a relay; the relay has a third party that the source does not know. */
function scene(duties: Partial<Duties> = { attribution: 'anonymous' }): Scene {
  const stage = new Stage();
  const [source, relay, third] = [stage.found('Quietsource'), stage.found('Relay'), stage.found('Thirdparty')];
  introduce(source, relay);
  introduce(relay, third);
  conclude(
    [source, relay],
    stage.terms([source, relay], [{ from: [source.party.id], duties: { ...onward, ...duties } }]),
  );
  conclude([relay, third], stage.terms([relay, third], [{ duties: onward }]));
  const settle = async (): Promise<void> => {
    await stage.settle(source, relay);
    while (followReissues(relay.party));
    await stage.settle(relay, third);
    await stage.settle(source, relay);
  };
  return { stage, source, relay, third, settle };
}

const identity = (name: string) => {
  const { pattern: _, pattern_type: __, valid_from: ___, ...common } = indicator(name, 'green');
  return { ...common, type: 'identity', id: common.id.replace('indicator', 'identity') };
};

const seqOf = ({ party }: StagedParty, title: string): number =>
  party.db.count('SELECT min(seq) FROM item WHERE title = ?', title);

/** The newest item of a title. */
const newestOf = ({ party }: StagedParty, title: string) => {
  const row = party.items.bySeq(party.db.count('SELECT max(seq) FROM item WHERE title = ?', title));
  assert.ok(row?.text);
  return { ...row, content: contentOf(row.text), facts: party.items.factsOf(row.class) };
};

const clean = (...all: readonly StagedParty[]): void => {
  for (const { party, name } of all) assert.deepEqual(auditParty(party).findings, [], name);
};

describe('a relay re-issues where the source must not be named', () => {
  it('RIS-1: what came from an unnamed source stays, until the relay states it as its own', async () => {
    const { source, relay, third, settle } = scene();
    give(source, indicator('beacon', 'green'));
    await settle();
    assert.deepEqual(titles(third), []);
    const codes = explainRelease(relay.party, 0, third.party.id).reasons.map(({ code }) => code);
    assert.ok(codes.includes('onward-unnamed'));
    reissueRecord(relay.party, 0);
    await settle();
    const here = newestOf(third, 'beacon');
    assert.equal(here.facts.author, relay.party.id);
    assert.equal(here.facts.label.tlp, 'green');
    assert.notEqual(here.object, newestOf(source, 'beacon').object);
    // It does not come back to the source.
    assert.deepEqual(titles(source), ['beacon']);
    assert.throws(() => reissueRecord(relay.party, 0), { code: 'reissue-done' });
    clean(source, relay, third);
  });

  it('RIS-6: no id, name, key or receipt of the source is in anything that reaches the third party', async () => {
    for (const attribution of ['anonymous', 'named'] as const) {
      const { stage, source, relay, third, settle } = scene({ attribution });
      const maker = identity('Quietsource sensors');
      const made = { ...indicator('beacon', 'green'), created_by_ref: maker.id, x_sensor: 'Quietsource 7' };
      const references = [
        { source_name: 'quietsource.example', url: 'https://quietsource.example/1' },
        { source_name: 'cve', external_id: 'CVE-2026-0001', description: 'as Quietsource says' },
      ];
      give(source, maker, { ...made, external_references: references });
      await stage.settle(source, relay);
      if (attribution === 'anonymous') reissueRecord(relay.party, seqOf(relay, 'beacon'));
      stage.carried.splice(0);
      const objects = [{ id: made.id }, { id: maker.id }];
      const before = await everything({ stage, a: relay, b: third, objects });
      assert.match(before, /CVE-2026-0001/);
      eraseByDecision(source.party, [seqOf(source, 'beacon')]);
      await stage.settle(source, relay);
      stage.carried.splice(0);
      await stage.settle(relay, third);
      const after = stage.carried.map(({ body }) => Buffer.from(body).toString('latin1'));
      assert.ok(after.some((body) => body.includes('"what":"erased"')));
      // That a partner witnesses the relay's log is public, whatever it gives.
      const text = [before, ...after].join('\n').replaceAll(/comity\/witness\/[0-9a-f]{64} \S+\n/g, '');
      const receipts = source.party.db.all<{ id: string }>("SELECT id FROM batch WHERE direction = 'left'");
      assert.ok(receipts.length > 0);
      const words = [
        source.party.id,
        'uietsource',
        made.id.slice(11),
        maker.id.slice(10),
        ...receipts.map(({ id }) => id),
      ];
      const keys = Object.values(currentKeys(source.party.history).keys).flatMap((key) => [hex(key), base64(key)]);
      const told = [...words, ...keys].filter((word) => text.includes(word));
      if (attribution === 'anonymous') assert.deepEqual(told, []);
      else
        assert.ok(
          words.slice(0, 4).every((word) => told.includes(word)),
          'the search finds what there is',
        );
      await settle();
    }
  });

  it('RIS-2, RIS-3: a newer version follows under the same id, and the older one is corrected', async () => {
    const { source, relay, third, settle } = scene();
    const made = indicator('beacon', 'green');
    give(source, made);
    await settle();
    reissueRecord(relay.party, 0);
    await settle();
    const first = newestOf(third, 'beacon');
    give(source, { ...made, name: 'beacon, mended', modified: '2026-02-01T00:00:00.000Z' });
    await settle();
    const second = newestOf(third, 'beacon, mended');
    assert.equal(second.object, first.object);
    assert.equal(second.content['created'], first.content['created']);
    assert.ok(String(second.content['modified']) > String(first.content['modified']));
    assert.notEqual(first.content['created'], made['created']);
    const marks = third.party.db.all<{ item: number; what: string }>('SELECT item, what FROM recall');
    assert.deepEqual(
      marks.map(({ item, what }) => [item, what]),
      [[first.seq, 'replaced']],
    );
    clean(source, relay, third);
  });

  it('RIS-7: a revocation reaches those behind the relay, and the source sees it complete', async () => {
    const { source, relay, third, settle } = scene();
    const made = indicator('beacon', 'green');
    give(source, made);
    await settle();
    reissueRecord(relay.party, 0);
    await settle();
    give(source, { ...made, modified: '2026-02-01T00:00:00.000Z', revoked: true });
    await settle();
    await settle();
    assert.deepEqual(
      corrections(source.party, { direction: 'sent' }).map(({ what, state }) => [what, state]),
      [['revoked', 'done']],
    );
    assert.equal(newestOf(third, 'beacon').content['revoked'], true);
    assert.equal(third.party.db.count("SELECT count(*) FROM recall WHERE what = 'revoked'"), 1);
    clean(source, relay, third);
  });

  it('RIS-7: an erasure reaches those behind the relay, whose answers the relay waits for', async () => {
    const { source, relay, third, settle, stage } = scene();
    give(source, indicator('beacon', 'green'));
    await settle();
    const { seq } = reissueRecord(relay.party, 0);
    await settle();
    third.isAway = true;
    eraseByDecision(source.party, [0]);
    await settle();
    assert.deepEqual(
      corrections(source.party, { direction: 'sent' }).map(({ state }) => state),
      ['underway'],
    );
    assert.deepEqual(
      [0, seq].map((at) => relay.party.items.bySeq(at)?.text),
      [null, null],
    );
    third.isAway = false;
    await settle();
    await settle();
    assert.deepEqual(
      corrections(source.party, { direction: 'sent' }).map(({ state }) => state),
      ['done'],
    );
    assert.deepEqual(titles(third), ['']);
    assert.throws(() => reissueEvidence(relay.party, seq), { code: 'item-unknown' });
    clean(source, relay, third);
    assert.ok(stage.now > 0);
  });

  it('RIS-4: a relationship goes with its ends under their new ids, and without one of them not at all', async () => {
    const { source, relay, third, settle } = scene();
    const [one, two] = [indicator('one', 'green'), identity('two')];
    const { created, modified, spec_version, object_marking_refs } = one;
    const link = { type: 'relationship', relationship_type: 'targets', source_ref: one.id, target_ref: two.id };
    const id = one.id.replace('indicator', 'relationship');
    give(source, one, two, { ...link, id, created, modified, spec_version, object_marking_refs });
    await settle();
    const { plans } = reissueRecord(relay.party, seqOf(relay, 'indicator targets identity'));
    assert.equal(plans.going.length, 3);
    await settle();
    const held = newestOf(third, 'indicator targets identity').content;
    assert.deepEqual(
      [held['source_ref'], held['target_ref']],
      [newestOf(third, 'one').object, newestOf(third, 'two').object],
    );
    const hidden = identity('Quietsource');
    give(source, hidden, {
      ...link,
      target_ref: hidden.id,
      id: id.replace(/0/g, '1').replace('1111-4', '1111-4'),
      created,
      modified,
      spec_version,
      object_marking_refs,
    });
    await settle();
    const seq = relay.party.db.count("SELECT max(seq) FROM item WHERE title = 'indicator targets identity'");
    assert.throws(() => reissueRecord(relay.party, seq), { code: 'reissue-incomplete', path: '/target_ref' });
  });

  it('RIS-5: what still names the source in its text is held back, and says where', async () => {
    const { source, relay, third, settle } = scene();
    const named = ['seen by QUIETSOURCE', 'quiet-source again', 'ｑｕｉｅｔｓｏｕｒｃｅ', source.party.id];
    give(
      source,
      ...named.map((description, n) => ({ ...indicator(`n${n}`, 'green'), description })),
      indicator('plain', 'green'),
    );
    setReissueAutomatic(relay.party, true);
    await settle();
    assert.deepEqual(titles(third), ['plain']);
    assert.throws(() => reissueRecord(relay.party, seqOf(relay, 'n1')), {
      code: 'reissue-names-source',
      path: '/description',
    });
    clean(relay);
  });

  it('RIS-6: on demand the relay proves whose statement it is', async () => {
    const { source, relay, settle } = scene();
    give(source, indicator('beacon', 'green'));
    await settle();
    const { seq } = reissueRecord(relay.party, 0);
    const evidence = reissueEvidence(relay.party, seq);
    assert.equal(evidence, reissueEvidence(relay.party, 0));
    assert.ok(evidence.includes(source.party.id) && evidence.includes('"kind":"reissue"') === false);
    assert.match(evidence, /\\"kind\\":\\"reissue\\"/);
  });

  it('RIS-8: it is not looked for beside its source, nor given to own tools', async () => {
    const { source, relay, settle } = scene();
    give(source, indicator('beacon', 'green'));
    await settle();
    const { seq } = reissueRecord(relay.party, 0);
    const barred = barredFromTools(relay.party);
    assert.ok(barred.includes(relay.party.items.bySeq(seq)?.class ?? -1));
    assert.ok(!barred.includes(relay.party.items.bySeq(0)?.class ?? -1));
  });
});
