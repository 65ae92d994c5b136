// What a script adds to the manual's pages: the look that was chosen, copying, the remembered language of samples, search as one types, and trying calls.

import '../ui/tokens.css';
import '../ui/base.css';
import './docs.css';
import { applyTheme, storedTheme } from '../shell/theme.ts';
import { copyButtons } from './copying.ts';
import { rememberLanguage } from './sample-language.ts';
import { searchAsTyped } from './searching.ts';
import { themeButton } from './theming.ts';
import { fillKeys, tryPanels } from './trying.ts';
import { pasted } from './credentials.ts';

applyTheme(storedTheme());
themeButton();
copyButtons();
rememberLanguage();
searchAsTyped();
tryPanels();
fillKeys(pasted.get());
