// The fields of the channel's form say what the channel says, and the other way round.

import { describe, expect, it } from 'vitest';
import { authOf, authText, linesOf, modelsOf, modelsText, newKeysOf, tableOf, tableText } from './form-words.ts';

describe('the fields of the channel’s form', () => {
  it('hold models by name, and mapped ones with what goes upstream', () => {
    const models = ['gpt-4o', { name: 'fast', upstream: 'gpt-4o-mini' }, '*'];
    expect(modelsOf(modelsText(models))).toEqual(models);
    expect(modelsOf(' gpt-4o \n\n fast=gpt-4o-mini\n*')).toEqual(models);
  });

  it('hold one key a line, and a service account as a whole', () => {
    expect(newKeysOf('one\n two \n')).toEqual(['one', 'two']);
    expect(newKeysOf('{\n "type": "service_account"\n}')).toEqual(['{\n "type": "service_account"\n}']);
  });

  it('hold tables line by line; a value may hold the sign itself', () => {
    const table = { 'x-a': 'b=c', 'x-d': 'e' };
    expect(tableOf(tableText(table))).toEqual(table);
    expect(linesOf(' a \n\nb')).toEqual(['a', 'b']);
  });

  it('say how a key is sent', () => {
    for (const auth of ['none', 'bearer', { header: 'x-key', prefix: 'Token ' }, { header: 'x-key', prefix: '' }])
      expect(authOf(authText(auth))).toEqual(auth);
    expect(authOf('')).toBeNull();
  });
});
