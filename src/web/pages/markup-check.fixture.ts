/** A start or end tag as it stands in a page. */
interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  /** Closed by its own slash, as shapes of a picture are. */
  readonly isClosed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const voidElements = new Set(['meta', 'link', 'input', 'br', 'hr', 'img']);
const tagForm = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<]*")?)*)\s*(\/?)>/g;

/** All tags of a page; whatever else holds an angle bracket is a fault. */
export function tagsOf(page: string): Tag[] {
  const tags: Tag[] = [];
  const rest = page.replace(tagForm, (_, ...[slash, name, attributes, closed]: string[]) => {
    const found = [...(attributes ?? '').matchAll(/([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)")?/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    );
    if (new Set(found.map(([key]) => key)).size !== found.length)
      throw new Error(`an attribute stands twice in <${name}${attributes}>`);
    tags.push({
      name: name ?? '',
      isEnd: slash === '/',
      isClosed: closed === '/',
      attributes: Object.fromEntries(found),
    });
    return '';
  });
  const stray = /[<>].{0,80}/s.exec(rest.replace('<!doctype html>', ''));
  if (stray !== null) throw new Error(`stray bracket: ${stray[0]}`);
  return tags;
}

/** Throws unless every element is closed in the order in which it was opened. */
export function checkBalanced(tags: readonly Tag[]): void {
  const open: string[] = [];
  for (const { name, isEnd, isClosed } of tags) {
    if (voidElements.has(name) || isClosed) continue;
    if (!isEnd) open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes something else, inside ${open.join(' > ')}`);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(' > ')}`);
}
