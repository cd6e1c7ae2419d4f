import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide, type FeatureName, featureNames, features, type Switch } from './features.ts';

const tenants = ['a', 'b'] as const;
const feature = fc.constantFrom(...featureNames);
const tenantId = fc.constantFrom(null, ...tenants);
const switches = fc.uniqueArray(fc.record<Switch>({ feature, tenantId, isOn: fc.boolean() }), {
  selector: (one) => `${one.feature} ${one.tenantId}`,
});

const reaches = (name: FeatureName) => features[name].reach === 'tenant';

it('is on until somebody switches it', () => {
  for (const name of featureNames) expect([decide([], name, null), decide([], name, 'a')]).toEqual([true, true]);
});

it('a business has the last word where it has one, and no other business hears it', () => {
  fc.assert(
    fc.property(switches, feature, fc.constantFrom(...tenants), fc.boolean(), (all, name, id, isOn) => {
      const others = all.filter((one) => !(one.feature === name && one.tenantId === id));
      const now = [...others, { feature: name, tenantId: id, isOn }];
      expect(decide(now, name, id)).toBe(reaches(name) ? isOn : decide(others, name, null));
      const other = id === 'a' ? 'b' : 'a';
      expect(decide(now, name, other)).toBe(decide(others, name, other));
    }),
  );
});

it('what is said of one feature says nothing of another', () => {
  fc.assert(
    fc.property(switches, feature, tenantId, (all, name, id) => {
      expect(decide(all, name, id)).toBe(
        decide(
          all.filter((one) => one.feature === name),
          name,
          id,
        ),
      );
    }),
  );
});
