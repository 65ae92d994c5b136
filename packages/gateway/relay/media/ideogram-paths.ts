// The paths of Ideogram's API: which generation each is of, what it cannot do without, and at which model's price it is sold.

/** One of its operations. */
export interface IdeogramOperation {
  /** `legacy` orders name their model in the body; later ones are flat, and their model stands in the path. */
  readonly generation: 'legacy' | 'third' | 'later';
  readonly needs: readonly ('prompt' | 'image' | 'mask' | 'resolution')[];
  /** The model whose price holds; undefined where the body names it. */
  readonly model: string | undefined;
  readonly kind: 'plain' | 'character' | 'transparent';
}

type Needs = IdeogramOperation['needs'];

const third = (...needs: Needs): IdeogramOperation => ({ generation: 'third', needs, model: 'V_3', kind: 'plain' });
const legacy = (model: string | undefined, ...needs: Needs): IdeogramOperation => ({
  generation: 'legacy',
  needs,
  model,
  kind: 'plain',
});
const later = (model: string, ...needs: Needs): IdeogramOperation => ({
  generation: 'later',
  needs,
  model,
  kind: 'plain',
});

/** By the path behind `/ideogram` (ideogram.md §1). */
const OPERATIONS: Readonly<Record<string, IdeogramOperation>> = {
  '/v1/ideogram-v3/generate': third('prompt'),
  '/v1/ideogram-v3/generate-transparent': { ...third('prompt'), kind: 'transparent' },
  '/v1/ideogram-v3/edit': third('prompt', 'image', 'mask'),
  '/v1/ideogram-v3/inpaint': third('prompt', 'image', 'mask'),
  '/v1/ideogram-v3/remix': third('prompt', 'image'),
  '/v1/ideogram-v3/reframe': third('image', 'resolution'),
  '/v1/ideogram-v3/replace-background': third('prompt', 'image'),
  '/v1/ideogram-v3/layerize-text': third('image'),
  '/v1/edit': later('V_4', 'prompt'),
  '/v1/ideogram-v4/generate': later('V_4', 'prompt'),
  '/v1/ideogram-v4/remix': later('V_4', 'prompt'),
  '/generate': legacy(undefined, 'prompt'),
  '/remix': legacy(undefined, 'prompt', 'image'),
  '/edit': legacy(undefined, 'prompt', 'image', 'mask'),
  '/reframe': legacy(undefined, 'image', 'resolution'),
  '/upscale': legacy('ideogram_upscale', 'image'),
  '/describe': legacy('ideogram_describe', 'image'),
};

/** The models of the second API by the names in its paths. */
const MODELS: Readonly<Record<string, readonly [model: string, kind: IdeogramOperation['kind']]>> = {
  auto: ['V_4_5', 'plain'],
  'ideogram-4-5': ['V_4_5', 'plain'],
  'ideogram-4': ['V_4', 'plain'],
  'ideogram-3': ['V_3', 'plain'],
  'ideogram-3-character': ['V_3', 'character'],
};
const SECOND = /^\/v2\/image\/(generate|remix|precise-edit|upscale|remove-background)\/([a-z0-9-]+)$/;

/** The operation of a path; undefined where Ideogram has none that is known. */
export function operationOf(path: string): IdeogramOperation | undefined {
  const known = OPERATIONS[path];
  if (known !== undefined) return known;
  const [, verb, name = ''] = SECOND.exec(path) ?? [];
  if (verb === 'remove-background') return name === 'ideogram-1' ? later('ideogram_remove_background') : undefined;
  const named = MODELS[name];
  if (verb === undefined || named === undefined) return undefined;
  const [model, kind] = named;
  return { generation: 'later', needs: [], model: verb === 'upscale' ? 'ideogram_upscale' : model, kind };
}
