// The console's entry: language and theme first, then the application.

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { App } from './app.tsx';
import { ME_QUERY } from './api/me.ts';
import { queryClient } from './api/query-client.ts';
import { LanguageProvider } from './i18n/language.tsx';
import { PAGES } from './pages.tsx';
import { applyTheme, storedTheme } from './shell/theme.ts';
import './ui/tokens.css';
import './ui/base.css';

applyTheme(storedTheme());
// The page's code is on its way while the gateway is asked who has signed in: what fails here is told where it is shown.
const path = location.pathname.replace(/^\/console/, '') || '/';
PAGES.find(page => page.path === path)
  ?.load()
  .catch(() => undefined);
void queryClient.prefetchQuery(ME_QUERY);
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LanguageProvider>
        <Router base="/console">
          <App />
        </Router>
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
