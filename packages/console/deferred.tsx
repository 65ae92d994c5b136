// A page whose code is fetched when it is first wanted. React's own `lazy` holds what follows a fallback back for 300 ms.

import { type ComponentType, useEffect, useState } from 'react';
import { ApiError } from './api/client.ts';
import { Loading } from './ui/states.tsx';

/** A component that comes later. */
export interface Deferred {
  readonly component: ComponentType;
  /** Fetches its code, once; again after a failure. */
  load(): Promise<void>;
}

export function deferred(fetchCode: () => Promise<{ default: ComponentType }>): Deferred {
  let Found: ComponentType | undefined;
  let coming: Promise<void> | undefined;
  const take = async (): Promise<void> => {
    try {
      Found = (await fetchCode()).default;
    } catch {
      coming = undefined;
      // What the browser says of it is about files: to the reader the gateway is away, or has a newer version.
      throw new ApiError(0, {}, '');
    }
  };
  const load = (): Promise<void> => (coming ??= take());
  function Page() {
    const [state, setState] = useState<{ readonly here: boolean; readonly fault?: unknown }>({
      here: Found !== undefined,
    });
    useEffect(() => {
      if (Found === undefined)
        load().then(
          () => setState({ here: true }),
          (fault: unknown) => setState({ here: false, fault }),
        );
    }, []);
    // The boundary around the pages says what to do.
    if (state.fault !== undefined) throw state.fault;
    return Found === undefined ? <Loading /> : <Found />;
  }
  return { component: Page, load };
}
