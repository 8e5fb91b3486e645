import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '#protocol/bytes/fault.ts';
import { concernFor } from './concern.ts';
import { productOfCpe, productText, productTyped } from './product.ts';
import { declaredLists, emptyProfile, type Profile, profileText, readProfile } from './profile.ts';
import { sectorNamed, sectors } from './sector.ts';
import { noSubject, type Subject } from './subject.ts';

const profile = (rest: Partial<Profile>): Profile => ({ ...emptyProfile, ...rest });
const kinds = (own: Partial<Profile>, of: Partial<Subject>): string[] =>
  concernFor(profile(own))({ ...noSubject, ...of }).map(({ kind }) => kind);

describe('what concerns an organisation (Spec: CST-11)', () => {
  it('is a record that names its sector, in whatever spelling', () => {
    assert.deepEqual(kinds({ sectors: ['financial-services'] }, { sectors: ['Financial Services'] }), ['sector']);
    assert.deepEqual(kinds({ sectors: ['energy'] }, { sectors: ['nuclear'] }), []);
  });

  it('is a record about an address in its networks, or about a block around them', () => {
    const own = { networks: ['192.0.2.0/25', '2001:db8:1::/48'] };
    assert.deepEqual(kinds(own, { networks: ['192.0.2.5'] }), ['network']);
    assert.deepEqual(kinds(own, { networks: ['192.0.0.0/16'] }), ['network']);
    assert.deepEqual(kinds(own, { networks: ['2001:db8:1:2::3'] }), ['network']);
    assert.deepEqual(kinds(own, { networks: ['192.0.2.200', '2001:db8:2::1', 'not an address'] }), []);
  });

  it('is a record about its domain or a name below it, and not about one that only ends alike', () => {
    const own = { domains: ['grid.example'] };
    assert.deepEqual(kinds(own, { domains: ['vpn.Grid.example'] }), ['domain']);
    assert.deepEqual(kinds(own, { domains: ['grid.example'] }), ['domain']);
    assert.deepEqual(kinds(own, { domains: ['mygrid.example', 'example', 'grid.example.org'] }), []);
  });

  it('is a record about a product that it runs, whatever version either names', () => {
    const own = { products: [{ vendor: 'Acme', product: 'Gate Way', version: '1.2' }] };
    assert.deepEqual(kinds(own, { products: [{ vendor: 'ACME Inc.', product: 'gate-way', version: '<2' }] }), [
      'product',
    ]);
    assert.deepEqual(kinds(own, { products: [{ product: 'Acme Gate Way 1.2' }] }), ['product']);
    assert.deepEqual(kinds(own, { products: [{ vendor: 'Other', product: 'Gate Way' }] }), []);
    assert.deepEqual(kinds(own, { products: [{ vendor: 'Acme', product: 'Gateways' }] }), []);
  });

  it('is its own autonomous system, and a notice as urgent as it asked for', () => {
    assert.deepEqual(kinds({ systems: [64_500] }, { systems: [64_500] }), ['system']);
    assert.deepEqual(kinds({ noticesFrom: 'urgent' }, { urgency: 'immediate' }), ['urgency']);
    assert.deepEqual(kinds({ noticesFrom: 'urgent' }, { urgency: 'routine' }), []);
    assert.deepEqual(concernFor({ ...emptyProfile, noticesFrom: 'routine' })(noSubject), []);
  });

  it('says which declaration was met, as it was declared', () => {
    const own = profile({ products: [{ vendor: 'Acme', product: 'Gate' }], networks: ['192.0.2.0/24'] });
    const subject = { ...noSubject, products: [{ product: 'Gate' }], networks: ['192.0.2.1'] };
    assert.deepEqual(concernFor(own)(subject), [
      { kind: 'product', declared: 'Acme / Gate' },
      { kind: 'network', declared: '192.0.2.0/24' },
    ]);
  });

  it('agrees with a naive oracle over networks of whole bytes', () => {
    const address = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }));
    const network = fc.tuple(address, fc.constantFrom(8, 16, 24, 32));
    const text = ([[a, b], length]: [[number, number], number]): string => `10.${a}.${b}.7/${length}`;
    const prefix = ([[a, b], length]: [[number, number], number]): string =>
      [10, a, b, 7]
        .slice(0, length / 8)
        .map((part) => `${part}.`)
        .join('');
    let met = 0;
    fc.assert(
      fc.property(network, network, (own, other) => {
        const expected = prefix(own).startsWith(prefix(other)) || prefix(other).startsWith(prefix(own));
        if (expected) met++;
        assert.equal(kinds({ networks: [text(own)] }, { networks: [text(other)] }).length, expected ? 1 : 0);
      }),
    );
    assert.ok(met > 0);
  });
});

describe('a profile (Spec: CST-10)', () => {
  const full = profile({
    sectors: ['energy', 'water'],
    networks: ['192.0.2.0/24'],
    domains: ['grid.example'],
    systems: [64_500],
    products: [{ vendor: 'Acme', product: 'Gate', version: '1' }, { product: 'Pump' }],
    language: 'ar',
    noticesFrom: 'routine',
  });

  it('comes back as it was kept', () => {
    assert.deepEqual(readProfile(profileText(full)), full);
    assert.equal(declaredLists(full), 5);
    assert.equal(declaredLists(emptyProfile), 0);
  });

  it('is refused with the place of what is wrong', () => {
    const wrong: Partial<Profile>[] = [
      { networks: ['192.0.2.0/33'] },
      { domains: ['Grid.example'] },
      { domains: ['localhost'] },
      { systems: [0] },
      { products: [{ product: '' }] },
    ];
    for (const part of wrong)
      assert.throws(
        () => profileText({ ...full, ...part }),
        (thrown: unknown) => faultCode(thrown)?.startsWith('field-') === true,
        JSON.stringify(part),
      );
  });
});

describe('a product as it is typed', () => {
  it('is a CPE name, or vendor, product and version between slashes', () => {
    assert.deepEqual(productOfCpe(String.raw`cpe:2.3:a:acme:gate\:way_x:1.2:*:*:*:*:*:*:*`), {
      vendor: 'acme',
      product: 'gate:way x',
      version: '1.2',
    });
    assert.deepEqual(productTyped('cpe:/a:acme:gate'), { vendor: 'acme', product: 'gate' });
    assert.equal(productOfCpe('cpe:2.3:a:acme:*:1'), undefined);
    for (const text of ['Gate', 'Acme / Gate', 'Acme / Gate / 1.2']) {
      const read = productTyped(text);
      assert.ok(read !== undefined);
      assert.equal(productText(read), text);
    }
    assert.equal(productTyped('Acme /  / 1'), undefined);
  });
});

it('every sector is found by its own name', () => {
  for (const sector of sectors) assert.equal(sectorNamed(sector.toUpperCase().replaceAll('-', '_')), sector);
  assert.equal(sectorNamed('astrology'), undefined);
});
