// The stored form of a payment gateway: its secrets are sealed.

import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Seal } from '../identity/seal.ts';
import type { PaymentGateway } from '../payments/gateway.ts';
import type { DocumentRow } from '../store/store.ts';

const Common = {
  enabled: Type.Boolean(),
  label: Type.String(),
  currency: Type.String(),
  rate: Type.String(),
  tolerance: Type.String(),
  methods: Type.Array(Type.String()),
  baseUrl: Type.String(),
};
const Document = Type.Union([
  Type.Object({
    ...Common,
    provider: Type.Literal('stripe'),
    secretKey: Type.String(),
    webhookSecrets: Type.Array(Type.String()),
  }),
  Type.Object({
    ...Common,
    provider: Type.Literal('epay'),
    pid: Type.String(),
    key: Type.String(),
    sign: Type.Union([Type.Literal('plain'), Type.Literal('amp_key')]),
  }),
  Type.Object({
    ...Common,
    provider: Type.Literal('epay_rsa'),
    pid: Type.String(),
    privateKey: Type.String(),
    platformKey: Type.String(),
  }),
]);
const check = Compile(Document);

/** The gateway with each secret changed. */
function withSecrets<Gateway extends Static<typeof Document>>(gateway: Gateway, change: (text: string) => string) {
  switch (gateway.provider) {
    case 'stripe':
      return {
        ...gateway,
        secretKey: change(gateway.secretKey),
        webhookSecrets: gateway.webhookSecrets.map(secret => change(secret)),
      };
    case 'epay':
      return { ...gateway, key: change(gateway.key) };
    case 'epay_rsa':
      return { ...gateway, privateKey: change(gateway.privateKey) };
  }
}

/** The document of a gateway. Secrets that are sealed in `before` already keep their sealed form: nothing changed. */
export function paymentDocument(
  { name, ...gateway }: PaymentGateway,
  seal: Seal,
  before: DocumentRow | undefined,
): Omit<DocumentRow, 'id' | 'declared'> {
  const known = before === undefined ? new Map<string, string>() : sealedSecrets(before, seal);
  const plain = { ...gateway, tolerance: String(gateway.tolerance), methods: [...gateway.methods] };
  const body: Static<typeof Document> =
    plain.provider === 'stripe' ? { ...plain, webhookSecrets: [...plain.webhookSecrets] } : plain;
  return {
    kind: 'payment',
    name,
    body: JSON.stringify(withSecrets(body, secret => known.get(secret) ?? seal.seal(secret))),
  };
}

function sealedSecrets(row: DocumentRow, seal: Seal): Map<string, string> {
  const found = new Map<string, string>();
  try {
    withSecrets(check.Parse(JSON.parse(row.body)), sealed => {
      found.set(seal.open(sealed), sealed);
      return sealed;
    });
  } catch {
    // Sealed under another secret: every one is sealed anew.
  }
  return found;
}

/** The gateway of a document. @throws Error when it is malformed or sealed under another secret. */
export function readPaymentDocument(row: DocumentRow, seal: Seal): PaymentGateway {
  const body = withSecrets(check.Parse(JSON.parse(row.body)), sealed => seal.open(sealed));
  return { ...body, name: row.name, tolerance: BigInt(body.tolerance) };
}
