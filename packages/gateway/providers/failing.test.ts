// What a refusal means, kind by kind: the key, its money, one model, the client's own request, or a moment of load.

import { describe, expect, it } from 'vitest';
import { judgeStatus, rulesOf } from '../relay/judgement.ts';
import { settingsOf } from '../config/settings.ts';
import { statusMeant } from './failing.ts';
import { providerKind } from './registry.ts';

const rules = rulesOf(settingsOf({}));

/** What an answer does to the health of its key: `off` for every model, `suspend` for one. */
function effectOf(provider: string, status: number, body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const meant = statusMeant(providerKind(provider)?.failures ?? [], status, text);
  return judgeStatus(meant, text, rules).rule.effect;
}

const openai = (message: string, code: string | null = null, type = 'invalid_request_error'): unknown => ({
  error: { message, type, param: null, code },
});
const google = (message: string, reason: string): unknown => ({
  error: {
    code: 403,
    message,
    status: 'PERMISSION_DENIED',
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }],
  },
});
const anthropic = (type: string, message: string): unknown => ({ type: 'error', error: { type, message } });

describe('a 403', () => {
  it.each<readonly [string, unknown]>([
    ['openai', openai('Country, region, or territory not supported', 'unsupported_country_region_territory')],
    ['openai', openai('Your account has been deactivated.', 'account_deactivated')],
    ['openai', openai('Your IP address 1.2.3.4 is not authorized for this API key.', 'ip_not_authorized')],
    ['anthropic', anthropic('permission_error', 'This organization has been disabled.')],
    ['gemini', google('Permission denied: Consumer has been suspended.', 'CONSUMER_SUSPENDED')],
    ['gemini', google('Requests to this API are blocked.', 'API_KEY_SERVICE_BLOCKED')],
    ['gemini', google('Generative Language API has not been used in project 1 before.', 'SERVICE_DISABLED')],
    ['gemini', { error: { code: 403, message: 'Your API key was reported as leaked.', status: 'PERMISSION_DENIED' } }],
    ['vertex', google('Permission denied on resource', 'IAM_PERMISSION_DENIED')],
    ['vertex', google('This API method requires billing to be enabled.', 'BILLING_DISABLED')],
    ['bedrock', { message: 'The security token included in the request is invalid.' }],
    ['azure', { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } }],
    ['nvidia', { status: 403, title: 'Forbidden', detail: 'Authorization failed' }],
    ['xai', { code: 'permission-denied', error: 'Access is denied. Please use the correct credentials.' }],
    ['xai', { code: 'x', error: 'Your newly created team doesn’t have any credits or licenses yet.' }],
    ['moonshot', openai('Your account has insufficient balance', null, 'permission_denied_error')],
    ['huggingface', { error: 'This authentication method does not have sufficient permissions to call providers' }],
    ['github', openai('The `models` permission is required to access this endpoint', 'no_access')],
    ['openrouter', { error: { code: 403, message: 'Key limit exceeded (total limit).' } }],
    ['siliconflow', { code: 30001, message: 'Sorry, your account balance is insufficient', data: null }],
    ['relay', openai('该令牌已过期 (request id: 1)', null, 'new_api_error')],
    ['relay', openai('用户已被封禁', 'user_disabled', 'new_api_error')],
    ['relay', openai('令牌额度已用尽', null, 'new_api_error')],
    ['cloudflare', { success: false, errors: [{ code: 10000, message: 'Authentication error' }] }],
    ['compatible', openai('Invalid API key')],
    ['fal', { detail: 'User is locked. Reason: Exhausted balance. Top up your balance.' }],
  ])('of %s that is about the key or its account switches the key off: %j', (provider, body) => {
    expect(effectOf(provider, 403, body)).toBe('off');
  });

  it.each<readonly [string, unknown]>([
    ['openai', openai('Project `proj_x` does not have access to model `gpt-5`', 'model_not_found')],
    ['openai', openai('Your organization must be verified to use the model `gpt-image-1`.')],
    ['openai', openai('Your organization has disabled the model `o3`.')],
    [
      'anthropic',
      anthropic('permission_error', 'Your API key does not have permission to use the specified resource.'),
    ],
    ['bedrock', { message: 'You don’t have access to the model with the specified model ID.' }],
    ['moonshot', openai('permission denied', null, 'permission_denied_error')],
    ['zhipu', { error: { code: '1220', message: '您无权访问该模型' } }],
    ['relay', openai('该令牌无权访问模型 gpt-5', 'model_not_allowed', 'new_api_error')],
    ['compatible', '<html>Forbidden</html>'],
    ['compatible', openai('The content of user messages was blocked by our policy')],
  ])('of %s that is about a model rests that model alone: %j', (provider, body) => {
    expect(effectOf(provider, 403, body)).toBe('suspend');
  });

  it.each<readonly [string, unknown, string]>([
    ['together', openai('Input exceeds the context length'), 'ignore'],
    ['openrouter', { error: { code: 403, message: 'flagged by moderation' } }, 'ignore'],
    ['github', openai('API rate limit exceeded for user'), 'cool'],
  ])('of %s that is neither is what it says', (provider, body, effect) => {
    expect(effectOf(provider, 403, body)).toBe(effect);
  });
});

describe('a 400', () => {
  it.each<readonly [string, unknown]>([
    ['anthropic', anthropic('invalid_request_error', 'This organization has been disabled.')],
    ['anthropic', anthropic('invalid_request_error', 'Your credit balance is too low to access the API.')],
    ['gemini', google('API key not valid. Please pass a valid API key.', 'API_KEY_INVALID')],
    ['xai', { code: 'x', error: 'Incorrect API key provided: na***ys.' }],
    ['groq', openai('Organization has been restricted.', 'organization_restricted')],
  ])('of %s may be about the key all the same: %j', (provider, body) => {
    expect(effectOf(provider, 400, body)).toBe('off');
  });

  it('is else the client’s own', () => {
    for (const provider of ['openai', 'anthropic', 'gemini', 'relay'])
      expect(effectOf(provider, 400, openai('max_tokens is too large for this account'))).toBe('ignore');
  });
});
