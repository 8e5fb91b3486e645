/** A form as a browser reads it from a page: where it goes and what it sends by itself. */
export interface PageForm {
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
};

/** What a list sends when nobody touches it: the choice that is selected, else the first. */
function chosen(select: string): string {
  const options = select.match(/<option\b[^>]*>/g) ?? [];
  const one = options.find((option) => /\sselected\b/.test(option)) ?? options[0] ?? '';
  return attribute(one, 'value') ?? '';
}

function fieldsOf(markup: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const tag of markup.match(/<input\b[^>]*>/g) ?? []) {
    const name = attribute(tag, 'name');
    const isUnticked = /\stype="(?:checkbox|radio)"/.test(tag) && !/\schecked\b/.test(tag);
    if (name !== undefined && !isUnticked) fields.set(name, attribute(tag, 'value') ?? '');
  }
  for (const [tag, start, text] of markup.matchAll(/<textarea\b([^>]*)>([^<]*)<\/textarea>/g)) {
    const name = attribute(tag.slice(0, 9 + (start?.length ?? 0)), 'name');
    if (name !== undefined) fields.set(name, plain(text ?? ''));
  }
  for (const select of markup.match(/<select\b[\s\S]*?<\/select>/g) ?? []) {
    const name = attribute(select.slice(0, select.indexOf('>')), 'name');
    if (name !== undefined) fields.set(name, chosen(select));
  }
  return fields;
}

/** The forms of a page of ours, in their order. */
export const formsIn = (page: string): PageForm[] =>
  (page.match(/<form\b[\s\S]*?<\/form>/g) ?? []).map((markup) => ({
    action: attribute(markup.slice(0, markup.indexOf('>')), 'action') ?? '',
    fields: fieldsOf(markup),
  }));
