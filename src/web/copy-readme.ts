import { type Language, ownNames } from './language.ts';
import { words } from './words.ts';

/** What the explanation of a copy names, for one language. */
export interface ReadmePart {
  readonly language: Language;
  /** The party whose copy it is, by its name in this language. */
  readonly party: string;
  /** The label of the case, such as TLP:AMBER. */
  readonly label: string;
}

const sentences = ['read', 'script', 'replay', 'files', 'gone', 'ids'] as const;

function part({ language, party, label }: ReadmePart): string {
  const { plain } = words({ language });
  const paragraphs = [
    plain('readme.what', { party }),
    plain('readme.label', { label }),
    ...sentences.map((name) => plain(`readme.${name}`)),
  ];
  return `${ownNames[language]}\n${'='.repeat(24)}\n\n${paragraphs.join('\n\n')}\n`;
}

/** README.txt of a copy: what is what and how to check it, in every language. Spec: CPY-5. */
export const copyReadme = (parts: readonly ReadmePart[]): string => parts.map(part).join('\n\n');
