// Names of tools on the wire: shortened where a target cannot take them, and found again in its answer.

import { digest } from './digest.ts';

/** A tool as its client knows it. */
export interface ToolName {
  readonly name: string;
  readonly namespace?: string;
  readonly kind: 'function' | 'custom';
}

/** What every one of the four protocols takes: G alone allows dots and colons, and only it forbids a leading digit. */
const COMMON = /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/;
const LONGEST = 64;

/** The tools of one request by the names that stand on the wire. Injective: no two tools share a name. */
export class ToolNames {
  private readonly byWire = new Map<string, ToolName>();
  private readonly byClient = new Map<string, string>();

  /** The name on the wire; the same one for the same tool. */
  wire(tool: ToolName): string {
    const key = `${tool.namespace ?? ''}\u0000${tool.name}`;
    const known = this.byClient.get(key);
    if (known !== undefined) return known;
    const wanted = tool.namespace === undefined ? tool.name : `${tool.namespace}__${tool.name}`;
    const name = COMMON.test(wanted) && !this.byWire.has(wanted) ? wanted : shortened(wanted, key);
    this.byWire.set(name, tool);
    this.byClient.set(key, name);
    return name;
  }

  /** Takes a name for a tool of the provider's own, so that no tool of the client's is called by it. */
  reserve(name: string): void {
    this.byWire.set(name, { name, kind: 'function' });
  }

  /** The client's tool behind a name on the wire; a name that the model made up stands for itself. */
  client(wire: string): ToolName {
    return this.byWire.get(wire) ?? { name: wire, kind: 'function' };
  }
}

function shortened(wanted: string, key: string): string {
  const tail = `_${digest(key)}`;
  const clean = wanted.replace(/[^a-zA-Z0-9_-]/g, '_').replace(/^(?![a-zA-Z_])/, '_');
  return clean.slice(0, LONGEST - tail.length) + tail;
}
