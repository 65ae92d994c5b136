// Samples: requests that the reader keeps in this browser, without keys and without files.

const STORED = 'turnpike.playground.samples';
const MOST = 50;

/** A request to begin from again. */
export interface Sample {
  readonly name: string;
  /** The address's query: models, protocols. */
  readonly search: string;
  /** What stands in the fields, by their names. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The samples, newest first. What cannot be read is none. */
export function storedSamples(): readonly Sample[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(value) ? value.filter(isSample) : [];
  } catch {
    return [];
  }
}

function isSample(value: unknown): value is Sample {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'search' in value &&
    typeof value.search === 'string' &&
    'fields' in value &&
    typeof value.fields === 'object'
  );
}

/** Keeps a sample, in place of one of its name; answers all of them. */
export function keepSample(sample: Sample): readonly Sample[] {
  return store([sample, ...storedSamples().filter(other => other.name !== sample.name)].slice(0, MOST));
}

/** Forgets a sample; answers the rest. */
export function dropSample(name: string): readonly Sample[] {
  return store(storedSamples().filter(sample => sample.name !== name));
}

function store(samples: readonly Sample[]): readonly Sample[] {
  localStorage.setItem(STORED, JSON.stringify(samples));
  return samples;
}
