// Bedrock's names of models: Anthropic's own ones get their prefix and version, everything else is an id as it is.

/** Anthropic's names by Bedrock's ids, where the version is not what the rule says; from general knowledge, not from a list. */
const IDS: Readonly<Record<string, string>> = {
  'claude-3-haiku-20240307': 'claude-3-haiku-20240307-v1:0',
  'claude-3-sonnet-20240229': 'claude-3-sonnet-20240229-v1:0',
  'claude-3-opus-20240229': 'claude-3-opus-20240229-v1:0',
  'claude-3-5-sonnet-20241022': 'claude-3-5-sonnet-20241022-v2:0',
  'claude-3-5-sonnet-latest': 'claude-3-5-sonnet-20241022-v2:0',
  'claude-3-5-haiku-latest': 'claude-3-5-haiku-20241022-v1:0',
  'claude-3-7-sonnet-latest': 'claude-3-7-sonnet-20250219-v1:0',
  'claude-sonnet-4-0': 'claude-sonnet-4-20250514-v1:0',
  'claude-4-sonnet-20250514': 'claude-sonnet-4-20250514-v1:0',
  'claude-opus-4-0': 'claude-opus-4-20250514-v1:0',
  'claude-4-opus-20250514': 'claude-opus-4-20250514-v1:0',
  'claude-opus-4-1': 'claude-opus-4-1-20250805-v1:0',
  'claude-sonnet-4-5': 'claude-sonnet-4-5-20250929-v1:0',
  'claude-haiku-4-5': 'claude-haiku-4-5-20251001-v1:0',
  'claude-opus-4-5': 'claude-opus-4-5-20251101-v1:0',
  'claude-opus-4-6': 'claude-opus-4-6-v1',
};

/** Regions by the geography of their inference profiles (clouds §3.4). */
const GEOGRAPHIES: readonly (readonly [RegExp, string])[] = [
  [/^us-gov-/, 'us-gov.'],
  [/^us-|^ca-/, 'us.'],
  [/^eu-/, 'eu.'],
  [/^ap-northeast-[13]$/, 'jp.'],
  [/^ap-southeast-[246]$/, 'au.'],
  [/^ap-/, 'apac.'],
];

/** Whether a model is Anthropic's, by whatever name it is called. */
export function isClaude(model: string): boolean {
  return /(?:^|[./])claude-/.test(model);
}

/** The id on the wire for a name in a region. Ids and ARNs stay as they are. */
export function wireModel(model: string, region: string): string {
  if (!model.startsWith('claude-')) return model;
  const known = IDS[model] ?? (/-\d{8}$/.test(model) ? `${model}-v1:0` : model);
  const geography = GEOGRAPHIES.find(([pattern]) => pattern.test(region))?.[1] ?? 'global.';
  return `${geography}anthropic.${known}`;
}

/** The plain model of an inference profile, as counting tokens wants it. */
export function baseModel(id: string): string {
  return id.replace(/^(?:us-gov|us|eu|apac|jp|au|global)\./, '');
}
