// The page of a hub: a frame around six views.

import { html, nothing, render } from './lib/lit-html.js';
import { effect, signal, untracked } from './lib/signals-core.js';
import { keepToken, takeToken } from './api.js';
import * as scope from './analyser/scope.js';
import { successionOf } from './model/succession.js';
import { begin, hub, link, notice, route, store } from './state.js';
import { analyserView } from './views/analyser.js';
import { configView } from './views/config.js';
import { faultsView } from './views/faults.js';
import { guestsView } from './views/guests.js';
import { logView } from './views/log.js';
import { afterRig, rigView } from './views/rig.js';

const views = {
  rig: ['Rig', rigView], analyser: ['Analyser', analyserView], guests: ['Guests', guestsView], faults: ['Faults & pulses', faultsView],
  log: ['Log', logView], config: ['Config', configView],
};
const themes = ['auto', 'light', 'dark'], themeKey = 'gpiohub-theme';
const theme = signal(themes.includes(localStorage.getItem(themeKey)) ? localStorage.getItem(themeKey) : 'auto');

function page() {
  const { view } = route.value;
  return html`<a class="skip" href="#main" @click=${event => {
      event.preventDefault();
      document.getElementById('main').focus();
    }}>To the view</a>
    <header class="top">
      <span class="name">GpioHub</span>
      <nav aria-label="Views">${Object.entries(views).map(([id, [text]]) => html`<a href="#/${id}"
        aria-current=${id === view ? 'page' : 'false'}>${text}</a>`)}</nav>
      <span class="gap"></span>
      ${hub.value ? html`<span class="role ${hub.value.role}">
        ${hub.value.role === 'control' ? '✎ control' : '◉ view only'}</span>` : nothing}
      ${hub.value ? html`<a class="succession" href="#/rig" title="Who goes on if the hub's process ends: see the rig">${
        successionOf(hub.value).short}</a>` : nothing}
      ${connection()}
      <button class="quiet" @click=${nextTheme} title="Theme: ${theme.value}" aria-label="Theme: ${theme.value}">${{ auto: '◐',
        light: '☀', dark: '☾' }[theme.value]}</button>
    </header>
    ${banner()}
    <main id="main" tabindex="-1" class=${view}>${link.value.state === 'refused' ? tokenForm() : views[view][1]()}</main>
    <div class="notices" role="status">${notice.value ? html`<p
      class="notice ${notice.value.bad ? 'bad' : ''}">${notice.value.bad ? '▲ ' : ''}${notice.value.text}
      <button class="quiet" aria-label="Dismiss" @click=${() => { notice.value = null; }}>✕</button></p>` : nothing}</div>`;
}

function connection() {
  const { state, seq } = link.value;
  const [glyph, word] = { connecting: ['◌', 'connecting'], live: ['●', 'live'], lost: ['✕', 'no connection'], refused: ['✕',
    'token needed'] }[state];
  return html`<span class="link ${state}" data-seq=${seq ?? ''} title="${store.told} edges">${glyph} ${word}</span>`;
}

function banner() {
  if (link.value.state !== 'lost') return nothing;
  const { since, why } = link.value;
  return html`<p class="banner" role="alert">✕ No connection since ${new Date(since).toLocaleTimeString()}: ${why}.
    What is shown may be old. Trying again…</p>`;
}

function tokenForm() {
  return html`<form class="form token" @submit=${event => {
    event.preventDefault();
    keepToken(new FormData(event.target).get('token').trim());
    location.reload();
  }}><h1>This hub asks for a token</h1><p class="dim">${link.value.why}</p>
    <label>Token <input name="token" type="password" autocomplete="off" required></label><button class="primary">Open</button></form>`;
}

function nextTheme() {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length];
  localStorage.setItem(themeKey, theme.value);
}

takeToken();
// A link with a token, opened where the page is open already: what runs has the old one.
addEventListener('hashchange', () => { if (takeToken()) location.reload(); });
begin();
effect(() => {
  const now = route.value;
  if (now.view === 'analyser') untracked(() => scope.open(now));
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  document.querySelector('wave-view')?.redraw();
});
const root = document.getElementById('page');
effect(() => {
  render(page(), root);
  document.title = `${views[route.value.view][0]} – GpioHub`;
  if (route.value.view === 'rig') queueMicrotask(() => afterRig(root));
});
let shown = 0;
effect(() => {
  clearTimeout(shown);
  if (notice.value && !notice.value.bad) shown = setTimeout(() => { notice.value = null; }, 8000);
});
