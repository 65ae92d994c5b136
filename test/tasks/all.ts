// Every case of the task table, by platform and client.

import { falCases } from './fal.ts';
import { lumaCases, runwayCases } from './luma-runway.ts';
import { makerCases } from './makers.ts';
import { dashscopeCases, falPythonCases } from './python.ts';
import { replicateCases } from './replicate.ts';
import type { TaskGroups } from './stage.ts';
import { openaiCases, veoCases } from './videos.ts';
import { midjourneyCases, sunoCases } from './web-clients.ts';

export const GROUPS: TaskGroups = {
  'replicate (JavaScript)': replicateCases,
  '@fal-ai/client': falCases,
  'lumaai (JavaScript)': lumaCases,
  '@runwayml/sdk': runwayCases,
  'openai, videos': openaiCases,
  '@google/genai, videos': veoCases,
  'Midjourney’s web clients': midjourneyCases,
  'Suno’s web clients': sunoCases,
  'makers’ own requests': makerCases,
};

/** The groups that need Python: the table alone runs them. */
export const PYTHON_GROUPS: TaskGroups = {
  'fal-client (Python)': falPythonCases,
  'dashscope (Python)': dashscopeCases,
};
