// Lists of addresses that a key may be used from: single addresses and CIDR ranges, IPv4 and IPv6.

import { BlockList, isIP } from 'node:net';

/** One entry of a list, as written. */
export type AddressRule = string;

/** Whether an entry is an address or a CIDR range. */
export function isAddressRule(rule: string): boolean {
  const [address = '', prefix, ...rest] = rule.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** A compiled list. Entries that are not addresses match nothing. */
export class AddressList {
  private readonly list = new BlockList();

  constructor(rules: readonly AddressRule[]) {
    for (const rule of rules.filter(isAddressRule)) {
      const [address = '', prefix] = rule.split('/');
      const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, Number(prefix), family);
    }
  }

  /** Whether the list holds an address; an IPv4 address written as IPv6 (`::ffff:1.2.3.4`) counts as IPv4. */
  has(address: string): boolean {
    const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
    const family = isIP(plain);
    return family !== 0 && this.list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  }
}
