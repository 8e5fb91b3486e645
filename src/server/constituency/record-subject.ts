import { readNotice } from '#desks/infrastructure/notice.ts';
import { productOfCpe } from '#desks/infrastructure/product.ts';
import { noSubject, type Subject, together } from '#desks/infrastructure/subject.ts';
import type { CsafDocument } from '#exchange/csaf/csaf-document.ts';
import { definedProducts } from '#exchange/csaf/products.ts';
import { namedBy, subjectOf } from '#exchange/stix/subject.ts';
import { advisoryOf, contentLineOf, contentOf, isAdvisory, isStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';

/** Records that one record may name and that are looked at for what it is about. */
const mostNamed = 200;

function ofAdvisory(document: CsafDocument): Subject {
  const products = [...definedProducts(document)].flatMap(({ name, vendor, product, version, helper }) => {
    const said = {
      ...(vendor === undefined ? {} : { vendor }),
      product: product ?? name,
      ...(version === undefined ? {} : { version }),
    };
    return [said, productOfCpe(helper?.cpe ?? '') ?? []].flat();
  });
  return { ...noSubject, products };
}

const heldText = `SELECT item.text AS text FROM item_name JOIN item USING (seq)
  WHERE item_name.key = object_key(?) AND item.object = ? AND item.text IS NOT NULL ORDER BY item.version DESC LIMIT 1`;

/** What a record that another names is about by itself. */
function ofNamed(party: Party, object: string): Subject {
  const text = party.db.get<{ text: string }>(heldText, object, object)?.text;
  if (text === undefined) return noSubject;
  if (isAdvisory(text)) return ofAdvisory(advisoryOf(text));
  return isStix(text) ? subjectOf(contentOf(text)) : noSubject;
}

const ofAllNamed = (party: Party, objects: readonly string[]): Subject[] =>
  objects.slice(0, mostNamed).map((object) => ofNamed(party, object));

/**
 * What a held record is about, from its item's text: what it says itself, and what the records say
 * that it names. Those are open to whoever may have it, or it would not go there (REL-12). Spec: CST-11.
 */
export function recordSubject(party: Party, text: string): Subject {
  if (isAdvisory(text)) return ofAdvisory(advisoryOf(text));
  if (isStix(text)) {
    const object = contentOf(text);
    return together([subjectOf(object), ...ofAllNamed(party, namedBy(object))]);
  }
  const { urgency, records } = readNotice(contentLineOf(text));
  return together([{ ...noSubject, urgency }, ...ofAllNamed(party, records)]);
}
