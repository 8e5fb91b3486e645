import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { type Notice, noticeContent, noticeId, noticeLimits, readNotice, textFor } from './notice.ts';

const notice: Notice = {
  name: '0123456789abcdef0123456789abcdef',
  version: 1,
  state: 'current',
  urgency: 'urgent',
  from: 1000,
  until: 9000,
  by: 5000,
  texts: [
    { lang: 'ar', title: 'تحذير', body: '', steps: [] },
    { lang: 'en', title: 'Warning', body: 'Two\nlines', steps: ['Patch'] },
  ],
  records: ['indicator--1'],
};

const refused = (change: object): string => {
  try {
    noticeContent({ ...notice, ...change } as Notice);
  } catch (error) {
    if (error instanceof Fault) return `${error.code} ${error.path}`;
    throw error;
  }
  return 'taken';
};

describe('a notice', () => {
  it('NTC-2: is read as it was written', () => {
    assert.deepEqual(readNotice(noticeContent(notice)), notice);
  });

  it('NTC-2: is refused when times, texts or members are not in order', () => {
    const [arabic, english] = notice.texts;
    const cases: readonly [change: object, fault: string][] = [
      [{ until: 1000 }, 'notice-period /until'],
      [{ by: 9001 }, 'notice-period /by'],
      [{ by: 999 }, 'notice-period /by'],
      [{ state: 'cancelled' }, 'notice-period /by'],
      [{ state: 'gone' }, 'field-unknown-value /state'],
      [{ urgency: 'panic' }, 'field-unknown-value /urgency'],
      [{ name: 'short' }, 'field-type /name'],
      [{ version: 0 }, 'field-type /version'],
      [{ texts: [] }, 'notice-texts /texts'],
      [{ texts: [english, arabic] }, 'notice-texts /texts'],
      [{ texts: [english, english] }, 'notice-texts /texts'],
      [{ texts: [{ ...english, title: 'a\nb' }] }, 'field-type /texts/0/title'],
      [{ texts: [{ ...english, steps: [''] }] }, 'field-type /texts/0/steps'],
      [{ records: ['b', 'a'] }, 'field-type /records'],
      [{ priority: 1 }, 'field-unknown /priority'],
      [{ texts: [{ ...english, steps: Array(noticeLimits.steps + 1).fill('x') }] }, 'field-type /texts/0/steps'],
    ];
    for (const [change, fault] of cases) assert.equal(refused(change), fault, JSON.stringify(change));
    assert.throws(() => readNotice(` ${noticeContent(notice)}`), /canonical|JSON/i);
  });

  it('NTC-3: has an id of its author, whatever name another gives', () => {
    assert.notEqual(noticeId('a'.repeat(64), notice.name), noticeId('b'.repeat(64), notice.name));
  });

  it('speaks the language of its reader, else English, else the first', () => {
    assert.equal(textFor(notice, 'ar').lang, 'ar');
    assert.equal(textFor(notice, 'fr').lang, 'en');
    assert.equal(textFor({ ...notice, texts: notice.texts.slice(0, 1) }, 'fr').lang, 'ar');
  });
});
