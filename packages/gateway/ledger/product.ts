// Exact products of decimals, for prices that others publish as ratios: never through a float.

/** Places behind the point that a rate may have. */
const PLACES = 12;

/** The product as a plain decimal with at most twelve places, rounded half up. @throws RangeError for what is no decimal */
export function product(...factors: readonly (number | string)[]): string {
  let digits = 1n;
  let places = 0;
  for (const factor of factors) {
    const [whole = '', fraction = ''] = plain(factor).split('.');
    digits *= BigInt(whole + fraction);
    places += fraction.length;
  }
  if (places > PLACES) {
    const cut = 10n ** BigInt(places - PLACES);
    digits = (digits + cut / 2n) / cut;
    places = PLACES;
  }
  const text = digits.toString().padStart(places + 1, '0');
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  return `${text.slice(0, text.length - places)}${places === 0 || fraction === '' ? '' : `.${fraction}`}`;
}

/** A number as it was written, which is its shortest form; exponents are written out. */
function plain(factor: number | string): string {
  const text = typeof factor === 'string' ? factor.trim() : String(factor);
  const [, whole = '', fraction = '', power = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (whole === '') throw new RangeError(`${text} is no decimal`);
  const shift = Number(power);
  if (shift === 0) return fraction === '' ? whole : `${whole}.${fraction}`;
  if (Math.abs(shift) > 30) throw new RangeError(`${text} is no decimal of use`);
  const all = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`;
  return point >= all.length ? all.padEnd(point, '0') : `${all.slice(0, point)}.${all.slice(point)}`;
}
