// Which page an address shows: the ways in for visitors, the pages of the shell for whoever has signed in.

import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useMe } from './api/me.ts';
import { NewPassword } from './features/session/password.tsx';
import { Register } from './features/session/register.tsx';
import { SetUp } from './features/session/set-up.tsx';
import { SignIn } from './features/session/sign-in.tsx';
import { PAGES, PUBLIC } from './pages.tsx';
import { Porch } from './shell/porch.tsx';
import { Shell } from './shell/shell.tsx';
import { Boundary } from './ui/boundary.tsx';
import { Failed, Loading } from './ui/states.tsx';

const NotFound = lazy(() => import('./features/not-found/page.tsx'));

export function App() {
  return (
    <Switch>
      <Route path="/sign-in" component={SignIn} />
      <Route path="/register" component={Register} />
      <Route path="/setup" component={SetUp} />
      <Route path="/password" component={NewPassword} />
      <Route>
        <Inside />
      </Route>
    </Switch>
  );
}

/** What visitors may see, in a frame of its own. */
function Outside({ location }: { readonly location: string }) {
  return (
    <Porch>
      <Boundary place={location}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {PAGES.filter(page => PUBLIC.has(page.path)).map(page => (
              <Route key={page.path} path={page.path} component={page.component} />
            ))}
          </Switch>
        </Suspense>
      </Boundary>
    </Porch>
  );
}

/** Everything behind the door. */
function Inside() {
  const me = useMe();
  const [location] = useLocation();
  if (me.isPending) return <Loading />;
  if (me.isError) return <Failed error={me.error} retry={() => void me.refetch()} />;
  if (me.data === null && PUBLIC.has(location)) return <Outside location={location} />;
  // All of the address, so that a link to a filtered list or an open panel leads there.
  if (me.data === null)
    return <Redirect to={`/sign-in?next=${encodeURIComponent(location + globalThis.location.search)}`} />;
  const account = me.data;
  const allowed = PAGES.filter(page => page.permission === undefined || account.permissions.includes(page.permission));
  return (
    <Shell account={account} pages={allowed}>
      <Boundary place={location}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {allowed.map(page => (
              <Route key={page.path} path={page.path} component={page.component} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </Boundary>
    </Shell>
  );
}
