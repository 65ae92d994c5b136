// Rules that bound whole classes of calls: for each key, user, group or model, or for the gateway in all.

import { Type, type Static } from 'typebox';
import { type Bounds, BoundFields, boundsOf } from './bounds.ts';

/** Whose calls are counted together. */
export const EACH = ['key', 'user', 'group', 'model', 'gateway'] as const;
export type Each = (typeof EACH)[number];

const Names = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1 }));

/** The stored form of a rule. */
export const RuleFields = Type.Object(
  {
    each: Type.Unsafe<Each>({ enum: [...EACH] }),
    /** Only calls of these groups; a model's name may hold one star. Absent means all. */
    groups: Names,
    models: Names,
    bounds: BoundFields,
  },
  { additionalProperties: false },
);
export type RuleFields = Static<typeof RuleFields>;

/** A rule in force. */
export interface LimitRule {
  readonly name: string;
  readonly each: Each;
  readonly bounds: Bounds;
  /** Whether a call of a group and a model is bound by it. */
  applies(group: string, model: string): boolean;
}

/** The rule that fields state; undefined when they bound nothing. */
export function ruleOf(name: string, fields: RuleFields): LimitRule | undefined {
  const bounds = boundsOf(fields.bounds);
  if (bounds === undefined) return undefined;
  const models = fields.models?.map(pattern);
  const groups = fields.groups === undefined ? undefined : new Set(fields.groups);
  return {
    name,
    each: fields.each,
    bounds,
    applies: (group, model) =>
      (groups === undefined || groups.has(group)) && (models === undefined || models.some(fits => fits(model))),
  };
}

function pattern(text: string): (model: string) => boolean {
  const star = text.indexOf('*');
  if (star === -1) return model => model === text;
  const [head, tail] = [text.slice(0, star), text.slice(star + 1)];
  return model => model.length >= head.length + tail.length && model.startsWith(head) && model.endsWith(tail);
}
