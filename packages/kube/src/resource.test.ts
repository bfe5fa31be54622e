import { describe, expect, test } from 'vitest';
import { nodes, pods } from './builtin.ts';
import { query } from './requests.ts';
import { apiVersionOf, pathOf, resource } from './resource.ts';

const widgets = resource('example.com/v1', 'Widget', 'widgets');

describe('paths', () => {
  test.each([
    [pathOf(pods), '/api/v1/pods'],
    [pathOf(pods, 'a'), '/api/v1/namespaces/a/pods'],
    [pathOf(pods, 'a', 'b', 'eviction'), '/api/v1/namespaces/a/pods/b/eviction'],
    [pathOf(nodes, undefined, 'n'), '/api/v1/nodes/n'],
    [pathOf(widgets, 'a', 'b', 'status'), '/apis/example.com/v1/namespaces/a/widgets/b/status'],
    [pathOf(widgets, 'a', '../x'), '/apis/example.com/v1/namespaces/a/widgets/..%2Fx'],
  ])('%s', (path, expected) => {
    expect(path).toBe(expected);
  });
});

test('the api version of a group and of the core', () => {
  expect([apiVersionOf(widgets), apiVersionOf(pods)]).toEqual(['example.com/v1', 'v1']);
});

test('a query leaves out what is absent and escapes the rest', () => {
  expect(query({ a: undefined, b: '', labelSelector: 'x in (a,b)', watch: true, limit: 0 })).toBe(
    '?labelSelector=x%20in%20(a%2Cb)&watch=true&limit=0',
  );
});
