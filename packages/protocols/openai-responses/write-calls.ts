// Finds the client's own tool behind a call, and writes calls of tools that have an item of their own.

import type { ConversationRequest } from '../conversation/request.ts';
import type { CustomTool, FunctionTool, Tool } from '../conversation/tool.ts';
import { callItem, type ClientTool } from './client-tools.ts';
import type { Place, Status } from './write-items.ts';
import type { Item } from './wire.ts';

type Callable = FunctionTool | CustomTool;

/**
 * The client's tool that is called: by its name and namespace, else by the two in one word, as models write it that
 * were told of them so. Undefined for one that the model made up.
 */
export function clientTool(
  request: ConversationRequest,
  call: { readonly name: string; readonly namespace?: string },
): Callable | undefined {
  const callable = request.tools.filter(
    (tool: Tool): tool is Callable => tool.type === 'function' || tool.type === 'custom',
  );
  const exact = callable.find(tool => tool.name === call.name && tool.namespace === call.namespace);
  if (exact !== undefined || call.namespace !== undefined) return exact;
  const joined = callable.find(
    tool =>
      tool.namespace !== undefined &&
      [`${tool.namespace}__${tool.name}`, `${tool.namespace}.${tool.name}`].includes(call.name),
  );
  if (joined !== undefined) return joined;
  const byName = callable.filter(tool => tool.name === call.name);
  return byName.length === 1 ? byName[0] : undefined;
}

/** A call that its item tells whole: it takes its place among the items when its input is complete. */
export class WholeCallWriter {
  readonly kind = 'whole_call';
  readonly call: number;
  private readonly tool: ClientTool;
  private readonly callId: string;
  private readonly takePlace: () => Place;
  private input = '';

  constructor(call: number, tool: ClientTool, callId: string, takePlace: () => Place) {
    this.call = call;
    this.tool = tool;
    this.callId = callId;
    this.takePlace = takePlace;
  }

  write(piece: string): void {
    this.input += piece;
  }

  close(_status: Status): Item {
    const { id, index, sink } = this.takePlace();
    const item = callItem(this.tool, this.callId, this.input, id);
    sink.tell('response.output_item.added', { output_index: index, item: { ...item, status: 'in_progress' } });
    sink.tell('response.output_item.done', { output_index: index, item });
    return item;
  }
}
