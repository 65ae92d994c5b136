// TLS before a gateway, for clients that refuse to speak without: a certificate that is worth nothing, and a plain pipe.

import { request } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghltmdVsAQmRXXr8u
OAx0Qp28R+Rd9ZgIZ0zj1thBRcGhRANCAAQ82AatWHo9qxcucOTvMaHfO0f1+2AD
VjUYV4J98hvWlSsMiWjrx14ZAlsv/fg9cuCAKWYUbwC/ReoqpJs65z2V
-----END PRIVATE KEY-----`;
/** Signed by itself for 127.0.0.1. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUK7R/42IYWqMrQ1OW1i3Og8SzFEcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjA4MjYzOFoYDzIxMjYxMTAy
MDgyNjM4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ82AatWHo9qxcucOTvMaHfO0f1+2ADVjUYV4J98hvWlSsMiWjrx14Z
Alsv/fg9cuCAKWYUbwC/ReoqpJs65z2Vo2QwYjAdBgNVHQ4EFgQUGCVtgrI2VEpk
+QpjoQbkpcjSDN0wHwYDVR0jBBgwFoAUGCVtgrI2VEpk+QpjoQbkpcjSDN0wDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IDXJMhIUC6T50rNNkedu368d8teJxLJK+lEzjzsxXWsGAiEA7EBtesvpcgloBu85
ACO2pAUuxMgvy6GVfajuKfIxaM4=
-----END CERTIFICATE-----`;

/** Listens with TLS on a free port and pipes to a gateway's own. */
export function tlsBefore(port: number): Promise<{ readonly url: string; close(): void }> {
  const server = createServer({ key: KEY, cert: CERTIFICATE }, secure => {
    const plain = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [secure, plain],
      [plain, secure],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
    }
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port: open } = server.address() as AddressInfo;
      resolve({ url: `https://127.0.0.1:${open}`, close: () => void server.close() });
    });
  });
}

/** The same as a proxy of HTTP would do it: the gateway is told that its client spoke TLS. */
export function proxyBefore(port: number): Promise<{ readonly url: string; close(): void }> {
  const server = createHttpsServer({ key: KEY, cert: CERTIFICATE }, (asked, answer) => {
    const { method = 'GET', url = '/' } = asked;
    const headers = { ...asked.headers, 'x-forwarded-proto': 'https' };
    const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, told => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const { port: open } = server.address() as AddressInfo;
      resolve({ url: `https://127.0.0.1:${open}`, close: () => void server.close() });
    });
  });
}
