// Specification of Google's service accounts: the assertion as the reference has it, keys as people paste them.

import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertion, googleGrant, serviceAccount } from './service-account.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const json = (more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'demo-project',
    private_key_id: 'abc123',
    private_key: PEM,
    client_email: 'svc@demo-project.iam.gserviceaccount.com',
    token_uri: 'https://oauth2.googleapis.com/token',
    ...more,
  });
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

describe('the assertion of a service account', () => {
  it('is encoded as the reference has it, and signed with its key', () => {
    const [header, claims, signature = ''] = assertion(serviceAccount(json()), SCOPE, 1_735_787_045).split('.');
    expect(header).toBe('eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImFiYzEyMyJ9');
    expect(claims).toBe(
      'eyJpc3MiOiJzdmNAZGVtby1wcm9qZWN0LmlhbS5nc2VydmljZWFjY291bnQuY29tIiwic2NvcGUiOiJodHRwczovL3d3dy5nb29nbGVhcGlzLmNvbS9hdXRoL2Nsb3VkLXBsYXRmb3JtIiwiYXVkIjoiaHR0cHM6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE3MzU3ODcwNDUsImV4cCI6MTczNTc5MDY0NX0',
    );
    const input = Buffer.from(`${header}.${claims}`);
    expect(verify('RSA-SHA256', input, createPublicKey(PEM), Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('is made of a key whose line ends were written as two characters', () => {
    const account = serviceAccount(json({ private_key: PEM.replaceAll('\n', '\\n') }));
    expect(assertion(account, SCOPE, 1).split('.')).toHaveLength(3);
  });

  it('is traded as a form, with the time in it', () => {
    const grant = googleGrant(serviceAccount(json()));
    expect(grant.url).toBe('https://oauth2.googleapis.com/token');
    const form = grant.form(1_735_787_045_999);
    expect(form['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const claims = JSON.parse(Buffer.from(form['assertion']?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iat: 1_735_787_045, exp: 1_735_790_645 });
    expect(grant.id).not.toContain('svc@');
  });

  it.each([
    ['{', 'not valid JSON'],
    ['{}', 'client_email'],
    [json({ private_key: 'no key' }), 'private_key'],
  ])('cannot be made of %s', (secret, words) => expect(() => serviceAccount(secret)).toThrow(words));
});
