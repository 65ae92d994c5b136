// Small real media that samples carry in themselves: a picture, a document, a recording.

/** A PNG of 16 by 16 pixels, base64. */
export const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQAAAAA3iMLMAAAAE0lEQVR4nGPg52eAow8fEAiHOAAqXw/xiT0bgAAAAABJRU5ErkJggg==';

/** A PDF of one empty page, base64. */
export const DOCUMENT =
  'JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+ZW5kb2JqCjIgMCBvYmo8PC9UeXBlL1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iagozIDAgb2JqPDwvVHlwZS9QYWdlL1BhcmVudCAyIDAgUi9NZWRpYUJveFswIDAgOTkgOTldPj5lbmRvYmoKdHJhaWxlcjw8L1Jvb3QgMSAwIFI+Pg==';

/** A picture that the gateway itself serves; `{{base}}` becomes the reader's address of it. */
export const PICTURE_URL = '{{base}}/docs/files/cat.png';

/** What a tool of the samples is. */
export const WEATHER = {
  name: 'get_weather',
  description: 'Current weather of a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
} as const;

/** What structured answers of the samples look like. */
export const PERSON = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
} as const;
