import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseActRoutes } from '#server/http/case-act-routes.ts';
import { caseNoteRoutes } from '#server/http/case-note-routes.ts';
import { caseRoomRoutes } from '#server/http/case-room-routes.ts';
import { caseRoutes } from '#server/http/case-routes.ts';
import type { Visit } from '#server/http/visit.ts';
import { PartyNames } from '#server/party/party-names.ts';
import { CaseStage } from './case-stage.fixture.ts';

const routes = [...caseActRoutes, ...caseRoomRoutes, ...caseNoteRoutes, ...caseRoutes];
const [aldoria, bereth, calder, meridian] = [0, 1, 2, 3];

/** A consultation with a mediator and a witness, as persons see it. */
class Seen extends CaseStage {
  override async open(): Promise<void> {
    await super.open('consultation', ['asker', 'asked', 'mediator', 'witness']);
  }

  idOf(index: number): string {
    return this.party(index).party.id;
  }

  /** A page for a person who may decide at one party; with a form, what is sent to it. */
  async at(index: number, path: string, form?: readonly (readonly [string, string])[]) {
    const { party } = this.party(index);
    const [, , , kind, act] = path.split('/');
    const pattern = kind === 'acts' ? '/cases/:id/acts/:act' : path.replace(this.id, ':id');
    const route = routes.find((one) => one.path === pattern && one.method === (form === undefined ? 'GET' : 'POST'));
    assert.ok(route, pattern);
    const sent = new FormData();
    for (const [name, value] of form ?? []) sent.append(name, value);
    const account = { name: 'n.amara', role: 'releaser' as const };
    const reader = { language: 'en', timeZone: 'UTC', now: party.now, path, query: {}, csrf: 'x', account };
    const visit = {
      parts: { party, secure: false },
      party,
      reader: { ...reader, party: 'Us' },
      session: { account, csrf: 'x' },
      names: new PartyNames(party, 'en'),
      params: { id: this.id, act: act ?? '' },
      query: new URLSearchParams(),
      form: sent,
      address: '',
      cookieHeader: undefined,
    };
    const response = await route.answer(visit as unknown as Visit);
    const page = await response.text();
    const standing = /name="standing" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? '';
    const text = page
      .replace(/<\/?bdi[^>]*>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    return { status: response.status, text, standing };
  }
}

test('a person opens a caucus and speaks in it; the others see who reads it, and no word (Spec: ROM-5, ROM-7, ROM-8)', async () => {
  const cases = new Seen();
  await cases.open();
  const base = `/cases/${cases.id}`;
  const before = await cases.at(calder, `${base}/rooms`);
  assert.match(before.text, /Open a caucus .*besides us\? Aldoria Bereth Sign/);
  assert.doesNotMatch(
    before.text.slice(before.text.indexOf('Open a caucus')),
    /Meridian/,
    'a witness may be in a caucus',
  );

  const wrong = await cases.at(calder, `${base}/rooms`, [
    ['name', 'Our side'],
    ['readers', cases.idOf(aldoria)],
  ]);
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /small letters, digits and hyphens/);
  const witness = [
    ['name', 'side'],
    ['readers', cases.idOf(meridian)],
  ] as const;
  assert.equal((await cases.at(calder, `${base}/rooms`, witness)).status, 422);
  const good = [
    ['name', 'side'],
    ['readers', cases.idOf(aldoria)],
  ] as const;
  assert.equal((await cases.at(calder, `${base}/rooms`, good)).status, 303);
  assert.match((await cases.at(calder, `${base}/rooms`)).text, /Waits to be signed: Caucus side/);
  await cases.rounds(8);

  const form = await cases.at(aldoria, `${base}/acts/ask`);
  assert.match(form.text, /Where is it said\?.*The whole case: read by .*Caucus side: read by/);
  assert.doesNotMatch((await cases.at(bereth, `${base}/acts/acknowledge`)).text, /Caucus side/);
  const said = [
    ['part-subject', 'Outage'],
    ['part-facts', 'Our operator erred.'],
    ['part-question', 'Well?'],
    ['room', 'side'],
    ['standing', form.standing],
  ];
  const sent = await cases.at(aldoria, `${base}/acts/ask`, said as [string, string][]);
  assert.equal(sent.status, 303, sent.text.slice(0, 2000));
  await cases.rounds(8);
  assert.match((await cases.at(calder, base)).text, /Our operator erred\..* Caucus side · Read by: /);
  for (const index of [bereth, meridian]) {
    const { text } = await cases.at(index, base);
    assert.match(text, /Caucus side · Sealed for Aldoria and Calder\. This server cannot read it\./);
    assert.doesNotMatch(text, /operator erred/);
    assert.match(text, /Caucus side: read by Aldoria and Calder \(We do not read here\)/);
  }
});

test('a private note is written, kept and deleted on its page, and counted on that of the case (Spec: ROM-12)', async () => {
  const cases = new Seen();
  await cases.open();
  const notes = `/cases/${cases.id}/notes`;
  assert.equal((await cases.at(aldoria, notes, [['text', '  ']])).status, 422);
  assert.equal((await cases.at(aldoria, notes, [['text', 'Ask <b>again</b> on Monday']])).status, 303);
  assert.match((await cases.at(aldoria, notes)).text, /Ask &lt;b&gt;again&lt;\/b&gt; on Monday/);
  assert.match((await cases.at(aldoria, `/cases/${cases.id}`)).text, /1 private note/);
  assert.match((await cases.at(bereth, notes)).text, /No note yet/);
});
