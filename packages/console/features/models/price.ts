// Prices with a group's multiplier, exact: decimal texts in, decimal texts out.

const SCALE = 12;

function digits(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(SCALE, '0').slice(0, SCALE));
}

/** The product of two decimal texts, without needless zeros. */
export function times(rate: string, multiplier: string): string {
  const product = (digits(rate) * digits(multiplier)).toString().padStart(2 * SCALE + 1, '0');
  const whole = product.slice(0, -2 * SCALE);
  const fraction = product.slice(-2 * SCALE).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
