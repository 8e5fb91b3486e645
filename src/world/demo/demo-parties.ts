import type { PartyKind } from '#protocol/identity/key-history.ts';
import type { Name } from '#server/party/peer-book.ts';

/** A party of the demonstration. All are invented. */
export interface DemoParty {
  readonly key: 'aldoria' | 'bereth' | 'calder' | 'meridian' | 'observatory';
  readonly kind: PartyKind;
  readonly port: number;
  readonly names: readonly Name[];
}

const names = (en: string, zh: string, ar: string, fr: string, ru: string, es: string): Name[] =>
  Object.entries({ ar, en, es, fr, ru, zh }).map(([lang, text]) => ({ lang, text }));

/** The five, in the order of their ports. */
export const demoParties: readonly DemoParty[] = [
  {
    key: 'aldoria', kind: 'cert', port: 8470,
    names: names('Aldoria National CERT', '阿尔多里亚国家应急响应中心', 'الفريق الوطني للاستجابة في ألدوريا', "CERT national d'Aldorie", 'Национальный CERT Альдории', 'CERT nacional de Aldoria'),
  },
  {
    key: 'bereth', kind: 'cert', port: 8471,
    names: names('Bereth Cyber Centre', '贝雷斯网络中心', 'مركز بيريث السيبراني', 'Centre cyber de Bereth', 'Киберцентр Берета', 'Centro cibernético de Bereth'),
  },
  {
    key: 'calder', kind: 'company', port: 8472,
    names: names('Calder Grid', '卡尔德电网公司', 'شبكة كالدر للكهرباء', 'Réseau Calder', 'Энергосеть «Колдер»', 'Red eléctrica Calder'),
  },
  {
    key: 'meridian', kind: 'intergovernmental', port: 8473,
    names: names('Meridian Secretariat', '子午线秘书处', 'أمانة ميريديان', 'Secrétariat Méridien', 'Секретариат «Меридиан»', 'Secretaría Meridiano'),
  },
  {
    key: 'observatory', kind: 'civil-society', port: 8474,
    names: names('Open Nets Observatory', '开放网络观察站', 'مرصد الشبكات المفتوحة', 'Observatoire des réseaux ouverts', 'Обсерватория открытых сетей', 'Observatorio de Redes Abiertas'),
  },
];
