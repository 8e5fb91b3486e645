import type { AccountsView } from './accounts-page.ts';
import type { LogBookView } from './log-book-page.ts';
import type { LogEntryView } from './log-entry-page.ts';
import { ago, aldoria, bereth, calder, circle, meridian, openNets, sampleId } from './sample-facts.ts';

const verify = {
  entryHref: '/log/entry/48209',
  proofHref: '/log/proof/48209',
  vkey: `comity/log/${aldoria.id}+00000000+AQAA`,
};
export const logBook: LogBookView = {
  origin: `comity/log/${aldoria.id}`,
  size: 48_210,
  root: 'q1H0m2l9wJH0J8h2Zz0mV8gqk5tZ8l3kq7o0m2l9wJE=',
  at: ago(0.1),
  checkpoint: `comity/log/${aldoria.id}\n48210\nq1H0m2l9wJH0J8h2Zz0mV8gqk5tZ8l3kq7o0m2l9wJE=\n`,
  cosignatures: [
    { party: bereth, at: ago(0.1) },
    { party: calder, at: ago(0.1) },
    { party: meridian, at: ago(0.2) },
    { party: openNets },
  ],
  rows: [
    { index: 48_209, kind: 'release', about: 'Bereth Cyber Centre', at: ago(0.1) },
    { index: 48_208, kind: 'agreement', about: circle.title, at: ago(0.2) },
    { index: 48_207, kind: 'commitment', at: ago(26) },
  ],
  paging: { page: 1, pages: 965, total: 48_210 },
  newest: verify,
};
export const emptyLog: LogBookView = {
  origin: logBook.origin,
  size: 0,
  cosignatures: [],
  rows: [],
  paging: { page: 1, pages: 1, total: 0 },
};
export const logEntry: LogEntryView = {
  index: 48_207,
  size: 48_210,
  kind: 'commitment',
  at: ago(26),
  leafHash: sampleId(71),
  text: 'comity/commitment/v1\nq1H0m2l9wJH0J8h2Zz0mV8gqk5tZ8l3kq7o0m2l9wJE=\n',
  about: { href: `/receipts/${sampleId(41)}`, title: 'Release 88' },
  verify,
};

export const accounts: AccountsView = {
  rows: [
    { name: 'n.amara', role: 'administrator', purpose: 'defence', createdAt: ago(9000), seenAt: ago(0.2) },
    { name: 'probe', role: 'viewer', purpose: 'defence', createdAt: ago(1), party: bereth },
  ],
  parties: [bereth, calder],
  values: { name: 'Not Allowed', role: 'viewer', party: '', purpose: 'defence' },
  errors: [{ field: 'name', code: 'name-form' }],
  created: {
    name: 'probe',
    role: 'analyst',
    password: 'orbit-lantern-quiet-maple',
    token: 'cmt_9f86d081884c7d659a2feaa0c55ad015',
  },
};
