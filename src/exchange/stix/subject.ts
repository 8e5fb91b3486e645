import { networkOf } from '#desks/infrastructure/network.ts';
import { type Product, productOfCpe } from '#desks/infrastructure/product.ts';
import { noSubject, type Subject, together } from '#desks/infrastructure/subject.ts';
import { kevExtensionId } from './kev.ts';
import { parsePattern } from './pattern/parse-pattern.ts';
import type { Comparison, Constant, ObjectPath, Pattern, Test } from './pattern/pattern.ts';
import { isMembers, type JsonMembers, type StixObject, textOf, textsOf } from './stix-object.ts';

const hostForm = /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^\s/@]{0,200}@)?(\[[0-9a-f:.]{2,45}\]|[^\s/:?#]{1,253})/i;

/** A host is an address or a name. */
function ofHost(host: string): Subject {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return networkOf(bare) === undefined ? { ...noSubject, domains: [bare] } : { ...noSubject, networks: [bare] };
}

/** What one value is about, by the type of the observable that it is the value of. */
function ofValue(type: string, value: string): Subject {
  if (type === 'ipv4-addr' || type === 'ipv6-addr') return { ...noSubject, networks: [value] };
  if (type === 'domain-name') return { ...noSubject, domains: [value.toLowerCase()] };
  if (type === 'url') return ofHost(hostForm.exec(value)?.[1] ?? '');
  if (type === 'email-addr') return { ...noSubject, domains: [value.slice(value.lastIndexOf('@') + 1).toLowerCase()] };
  return noSubject;
}

const ofProduct = (product: Product | undefined): Subject =>
  product === undefined ? noSubject : { ...noSubject, products: [product] };

function ofNamed(members: JsonMembers, keys: { vendor: string; product: string }): Subject {
  const [vendor, product] = [textOf(members, keys.vendor), textOf(members, keys.product)];
  if (product === undefined) return noSubject;
  return ofProduct({ ...(vendor === undefined ? {} : { vendor }), product });
}

function* testsIn(shown: Comparison): Generator<Test> {
  if (shown.kind === 'test') yield shown.test;
  else for (const term of shown.terms) yield* testsIn(term);
}

function* observationsIn(pattern: Pattern): Generator<Comparison> {
  if (pattern.kind === 'observation') yield pattern.shows;
  else if (pattern.kind === 'qualified') yield* observationsIn(pattern.of);
  else for (const term of pattern.terms) yield* observationsIn(term);
}

/** The type of observable whose value a path leads to; a reference may lead to an address or a name. */
function typeAt({ type, steps }: ObjectPath, text: string): string {
  if (steps.length === 1) return type;
  return networkOf(text) === undefined ? 'domain-name' : 'ipv4-addr';
}

function ofConstant(path: ObjectPath, constant: Constant): Subject {
  if (constant.type === 'number')
    return path.type === 'autonomous-system' ? { ...noSubject, systems: [constant.value] } : noSubject;
  if (constant.type !== 'text') return noSubject;
  const last = path.steps.at(-1);
  if (last === 'cpe') return ofProduct(productOfCpe(constant.value));
  if (path.type === 'software') return last === 'name' ? ofProduct({ product: constant.value }) : noSubject;
  return last === 'value' ? ofValue(typeAt(path, constant.value), constant.value) : noSubject;
}

function ofTest(test: Test): Subject {
  if (test.negated) return noSubject;
  if (test.operator === '=') return ofConstant(test.path, test.constant);
  if (test.operator === 'IN') return together(test.constants.map((constant) => ofConstant(test.path, constant)));
  return test.operator === 'ISSUBSET' ? { ...noSubject, networks: [test.text] } : noSubject;
}

function testsOf(object: StixObject): Test[] {
  if (textOf(object, 'pattern_type') !== 'stix') return [];
  const { pattern } = parsePattern(textOf(object, 'pattern') ?? '');
  return pattern === undefined ? [] : [...observationsIn(pattern)].flatMap((shown) => [...testsIn(shown)]);
}

const ofPattern = (object: StixObject): Subject => together(testsOf(object).map(ofTest));

function ofSystem({ number }: StixObject): Subject {
  return typeof number === 'number' ? { ...noSubject, systems: [number] } : noSubject;
}

function ofSoftware(object: StixObject): Subject {
  const cpe = productOfCpe(textOf(object, 'cpe') ?? '');
  return together([ofProduct(cpe), ofNamed(object, { vendor: 'vendor', product: 'name' })]);
}

function ofVulnerability({ extensions }: StixObject): Subject {
  const fact = isMembers(extensions) ? extensions[kevExtensionId] : undefined;
  return isMembers(fact) ? ofNamed(fact, { vendor: 'vendor', product: 'product' }) : noSubject;
}

/** What a STIX object is about by itself, without the objects that it names. Spec: CST-11. */
export function subjectOf(object: StixObject): Subject {
  const sectors = { ...noSubject, sectors: textsOf(object['sectors']) };
  switch (object.type) {
    case 'indicator':
      return ofPattern(object);
    case 'vulnerability':
      return ofVulnerability(object);
    case 'software':
      return ofSoftware(object);
    case 'autonomous-system':
      return ofSystem(object);
    default:
      return together([sectors, ofValue(object.type, textOf(object, 'value') ?? '')]);
  }
}

/** A value that an indicator looks for, by the type of its observable or the name of its hash. */
export interface PatternValue {
  readonly type: string;
  readonly value: string;
}

/** The values that an indicator's pattern asks for by `=` or IN: addresses, names, hashes. */
export function patternValues(object: StixObject): PatternValue[] {
  const found = testsOf(object).flatMap((test): PatternValue[] => {
    const { path, negated } = test;
    const constants = test.operator === '=' ? [test.constant] : test.operator === 'IN' ? test.constants : [];
    if (negated) return [];
    const last = path.steps.at(-1);
    const isHash = path.steps.includes('hashes') && typeof last === 'string';
    if (last !== 'value' && !isHash) return [];
    return constants.flatMap((constant) =>
      constant.type === 'text' ? [{ type: isHash ? last : typeAt(path, constant.value), value: constant.value }] : [],
    );
  });
  return [...new Map(found.map((one) => [`${one.type} ${one.value}`, one])).values()];
}

const notAbout = new Set(['created_by_ref', 'object_marking_refs']);

/** The objects that an object is about: all that it names but its author and its markings. */
export function namedBy(object: StixObject): string[] {
  const named = Object.entries(object).flatMap(([key, value]) => {
    if (notAbout.has(key)) return [];
    if (key.endsWith('_refs')) return [...textsOf(value)];
    return key.endsWith('_ref') && typeof value === 'string' ? [value] : [];
  });
  return [...new Set(named)];
}
