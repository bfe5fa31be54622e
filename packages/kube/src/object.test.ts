import { describe, expect, test } from 'vitest';
import { controllerOf, isNewer, keyOfRef, refOfKey } from './object.ts';

describe('resource versions are ordered as integers', () => {
  test.each([
    ['10', '9', true],
    ['9', '10', false],
    ['10', '10', false],
    ['1', '', true],
    ['', '1', false],
    ['9007199254740994', '9007199254740993', true],
  ])('%s is newer than %s: %s', (a, b, result) => {
    expect(isNewer(a, b)).toBe(result);
  });
});

test.each([{ namespace: 'a', name: 'b' }, { name: 'node' }])('a key leads back to its object: %o', (ref) => {
  expect(refOfKey(keyOfRef(ref))).toEqual(ref);
});

describe('controllerOf', () => {
  const owner = (name: string, controller?: boolean) => ({
    apiVersion: 'v1',
    kind: 'Thing',
    name,
    uid: name,
    ...(controller === undefined ? {} : { controller }),
  });
  test.each([
    ['the marked one of two', [owner('a'), owner('b', true)], 'b'],
    ['the only one', [owner('a')], 'a'],
    ['none of two unmarked ones', [owner('a'), owner('b')], undefined],
    ['none of none', [], undefined],
  ])('is %s', (_what, ownerReferences, name) => {
    expect(controllerOf({ metadata: { name: 'x', ownerReferences } })?.name).toBe(name);
  });
});
