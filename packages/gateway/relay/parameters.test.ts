// Specification of parameter rules: paths, lists, orders, and what no path may reach.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterRule } from '../routing/channel-options.ts';
import type { RequestFacts } from '../routing/conditions.ts';
import { applyRules } from './parameters.ts';

const facts: RequestFacts = {
  model: 'm',
  protocol: 'openai-chat',
  group: 'default',
  streamed: false,
  now: 0,
  promptTokens: () => 0,
  carries: () => false,
  header: () => undefined,
};
const applied = (body: object, ...rules: ParameterRule[]): unknown => {
  const copy = structuredClone(body) as Record<string, unknown>;
  applyRules(copy, rules, facts);
  return copy;
};

describe('rules', () => {
  it.each<[object, ParameterRule, object]>([
    [{ a: 1 }, { set: { 'b.c.d': [1] } }, { a: 1, b: { c: { d: [1] } } }],
    [{ a: { b: 1, c: 2 } }, { drop: ['a.b', 'x.y'] }, { a: { c: 2 } }],
    [{ a: 1 }, { rename: { a: 'b.c', none: 'd' } }, { b: { c: 1 } }],
    [{ a: 0, b: null }, { default: { a: 5, b: 5, c: 5 } }, { a: 0, b: null, c: 5 }],
    [
      { messages: [{ role: 'x' }, { role: 'y' }] },
      { set: { 'messages.1.role': 'z' }, drop: ['messages.0'] },
      { messages: [{ role: 'y' }] },
    ],
    [{ a: 'text' }, { set: { 'a.b': 1 } }, { a: 'text' }],
    [{ a: [1] }, { set: { 'a.9': 1, 'a.x': 1 } }, { a: [1] }],
    [{ a: 1 }, { set: { b: 1 }, when: { streamed: true } }, { a: 1 }],
  ])('%j with %j', (body, rule, expected) => expect(applied(body, rule)).toEqual(expected));

  it('are applied in their order', () => {
    expect(applied({ a: 1 }, { rename: { a: 'b' } }, { default: { a: 2 } }, { set: { b: 3 } })).toEqual({ a: 2, b: 3 });
  });

  it('reach behind no object, whatever the path', () => {
    for (const path of ['__proto__.x', 'a.__proto__.x', 'constructor.prototype.x', 'a.constructor', '__proto__'])
      applied({ a: {} }, { set: { [path]: 'polluted' }, default: { [path]: 'polluted' } });
    expect(Reflect.get({}, 'x')).toBeUndefined();
    expect(Object.prototype.toString.call({})).toBe('[object Object]');
  });

  it('throw for no body and no path', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string(), fc.jsonValue(), (inner, path, value) => {
        applied({ inner }, { set: { [path]: value, [`inner.${path}`]: value }, drop: [path], rename: { inner: path } });
      }),
    );
  });
});
