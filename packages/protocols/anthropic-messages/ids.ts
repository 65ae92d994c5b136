// Ids of tool calls towards Messages clients: theirs begin with `toolu_`, and a foreign one is found again in its own.

import { ID_RULES, wireId } from '../conversation/call-ids.ts';

const RULE = ID_RULES['anthropic-messages'];

/** What a foreign id begins with once it is made to look like one of Anthropic's, whose own go on with `01`, `bdrk`, `vrtx`. */
const FOREIGN = `${RULE.prefix}of_`;

/** The same for calls of the provider's own tools. */
export const FOREIGN_SERVER = 'srvtoolu_of_';

/** The id that a Messages client is given for a call. Equal ids give equal ones; `callIdOf` finds the id again. */
export function toolUseId(id: string): string {
  if (id.startsWith(RULE.prefix) && !id.startsWith(FOREIGN) && wireId(RULE, id) === id) return id;
  const escaped = FOREIGN + escape(id);
  return escaped.length <= RULE.longest && id !== '' ? escaped : wireId(RULE, id, id.startsWith(FOREIGN) ? 1 : 0);
}

/** The id of the call behind one that a client was given. */
export function callIdOf(id: string): string {
  return id.startsWith(FOREIGN) ? unescape(id.slice(FOREIGN.length)) : id;
}

/** The id under which a call is known again when a client brings it back: its own, or a digest of one that was too long. */
export function returnedId(id: string): string {
  return callIdOf(toolUseId(id));
}

/** The id of a made-up `server_tool_use`. */
export function serverUseId(id: string): string {
  return FOREIGN_SERVER + escape(id);
}

/** The id behind a made-up `server_tool_use`, or undefined for one of Anthropic's own. */
export function foreignServerId(id: string): string | undefined {
  return id.startsWith(FOREIGN_SERVER) ? unescape(id.slice(FOREIGN_SERVER.length)) : undefined;
}

/** Every character that Anthropic refuses, and the sign of the escape itself, as `-` and four digits. */
function escape(id: string): string {
  return id.replace(/[^a-zA-Z0-9_]/g, sign => `-${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescape(text: string): string {
  return text.replace(/-([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
