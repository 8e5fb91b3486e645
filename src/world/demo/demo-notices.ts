import type { Notice, NoticeText } from '#desks/infrastructure/notice.ts';
import { releaseAfter } from '#server/egress/release-sender.ts';
import { acceptRelease } from '#server/ingress/accept-release.ts';
import { resolveAudience } from '#server/notice/audience.ts';
import { newestNotices } from '#server/notice/held-notice.ts';
import { answerNotice } from '#server/notice/notice-answers.ts';
import { stateNotice } from '#server/notice/state-notice.ts';
import { acknowledge } from '#server/party/release-book.ts';
import type { Federation } from './demo-federation.ts';

const hour = 3600;

const gateway: readonly NoticeText[] = [
  {
    lang: 'ar',
    title: 'ثغرة في بوابة الوصول عن بُعد تُستغل الآن: رقّعوا الليلة',
    body: 'شاهد طرفان استغلالها هذا المساء.',
    steps: ['ثبّتوا آخر تحديث من المورّد.', 'أنهوا كل الجلسات المفتوحة.', 'ابحثوا عن حسابات جديدة.'],
  },
  {
    lang: 'en',
    title: 'A remote access gateway is being exploited: patch tonight',
    body: 'Two parties saw it used this evening. Whoever runs one with its management page on the Internet should act before morning.',
    steps: ["Install the maker's newest update.", 'End all open sessions.', 'Look for accounts that nobody made.'],
  },
  {
    lang: 'es',
    title: 'Se explota una pasarela de acceso remoto: actualicen esta noche',
    body: 'Dos partes lo vieron esta tarde.',
    steps: ['Instalen la última actualización.', 'Cierren todas las sesiones.', 'Busquen cuentas nuevas.'],
  },
  {
    lang: 'fr',
    title: "Une passerelle d'accès distant est exploitée : mettez à jour cette nuit",
    body: "Deux parties l'ont constaté ce soir.",
    steps: ['Installez la dernière mise à jour.', 'Fermez toutes les sessions.', 'Cherchez des comptes inconnus.'],
  },
  {
    lang: 'ru',
    title: 'Шлюз удалённого доступа атакуют: обновитесь сегодня ночью',
    body: 'Две стороны видели это сегодня вечером.',
    steps: ['Установите последнее обновление.', 'Завершите все сеансы.', 'Ищите неизвестные учётные записи.'],
  },
  {
    lang: 'zh',
    title: '远程接入网关正被利用：请今晚完成修补',
    body: '今晚已有两方观察到利用行为。',
    steps: ['安装厂商最新更新。', '终止所有会话。', '查找来历不明的账户。'],
  },
];

const mail: readonly NoticeText[] = [
  {
    lang: 'en',
    title: 'Forged invoices in the name of a grid operator',
    body: 'They come from addresses that differ by one letter.',
    steps: ['Warn whoever pays invoices.', 'Tell us of others that you see.'],
  },
  {
    lang: 'zh',
    title: '冒充电网运营商的伪造发票',
    body: '发件地址仅差一个字母。',
    steps: ['提醒负责付款的人员。', '如发现其他案例请告知我们。'],
  },
];

const notice = (name: string, now: number, rest: Pick<Notice, 'urgency' | 'texts'> & { within: number }): Notice => ({
  name: name.repeat(16),
  version: 1,
  state: 'current',
  urgency: rest.urgency,
  from: now,
  until: now + 72 * hour,
  by: now + rest.within,
  texts: rest.texts,
  records: [],
});

/** One notice from Aldoria to all, of whom some may not have it, and one from Bereth to Aldoria. `now`: Unix seconds. */
export function stateNotices({ aldoria, bereth }: Federation, now: number): void {
  const everybody = resolveAudience(aldoria, { kind: 'all' });
  const amber = { tlp: 'amber' } as const;
  const urgent = notice('a1', now, { urgency: 'immediate', texts: gateway, within: 4 * hour });
  stateNotice(aldoria, { notice: urgent, ...everybody, label: amber }, true);
  const named = resolveAudience(bereth, { kind: 'named', ids: [aldoria.id] });
  const calmer = notice('b2', now, { urgency: 'urgent', texts: mail, within: 24 * hour });
  stateNotice(bereth, { notice: calmer, ...named, label: amber }, true);
}

/**
 * Calder has Aldoria's notice and has acknowledged it when a newcomer first looks; the answer itself
 * goes over the link. Bereth gets it there too, and leaves the answer to the reader of the tour.
 */
export function answerNotices({ aldoria, calder }: Federation): void {
  const outgoing = releaseAfter(aldoria, calder.id, 0);
  if (outgoing === undefined) return;
  acknowledge(aldoria, calder.id, acceptRelease(calder, aldoria.id, outgoing.bytes).receipt);
  for (const { seq } of newestNotices(calder, 'theirs', 1)) {
    answerNotice(calder, seq, { step: 'opened', role: 'analyst' });
    answerNotice(calder, seq, { step: 'acknowledged', status: 'working', role: 'analyst' });
  }
}
