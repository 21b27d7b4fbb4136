// The configuration in force, and what another one would change. It is applied only if the one that was shown is still in force.

import { html, nothing } from '../lib/lit-html.js';
import { batch, signal } from '../lib/signals-core.js';
import { ask, Refused } from '../api.js';
import { yaml } from '../model/yaml.js';
import { act, hub, mayControl } from '../state.js';

const text = signal(null);          // what is in the editor; null = not asked for yet
const generation = signal(null);    // that of the text
const result = signal(null);        // { title, changes, refused, warnings, errors, bad }
let asking = false;

async function load() {
  if (asking) return;
  asking = true;
  try {
    const response = await ask('/v1/config');
    const document = await response.json();
    batch(() => {
      [text.value, generation.value, result.value] = [yaml(document), response.headers.get('ETag')?.replaceAll('"', '') ?? null, null];
    });
  } catch (e) {
    result.value = refusal(e);
  } finally {
    asking = false;
  }
}

export function configView() {
  if (text.value === null && result.value === null) load();
  const now = hub.value?.generation ?? null, stale = now !== null && generation.value !== null && String(now) !== generation.value;
  return html`<section class="config" aria-labelledby="config-title">
    <header class="bar"><h1 id="config-title">Configuration</h1>
      <span class="dim">generation ${generation.value ?? '–'} of <span class="mono">${hub.value?.config ?? '…'}</span>,
        templates expanded</span></header>
    ${stale ? html`<p class="bad">▲ Generation ${now} is in force by now. <button class="small" @click=${load}>Show it</button></p>
      ` : nothing}
    <label class="aside-text" for="editor">Configuration as YAML</label>
    <textarea id="editor" class="mono" spellcheck="false" autocomplete="off" wrap="off" .value=${text.value ?? ''}
      @input=${event => { text.value = event.target.value; }}></textarea>
    <div class="bar">
      <button @click=${() => tell('Check', '/v1/config/check', text.value)}>Check</button>
      <button @click=${() => tell('What this text would change', '/v1/config/diff', text.value)}>Diff</button>
      <button @click=${() => tell('What the file on disk would change', '/v1/config/diff', undefined)}>Diff of the file on disk</button>
      ${mayControl.value ? html`<button class="primary" ?disabled=${generation.value === null} @click=${apply}>Apply</button>
        <button @click=${reload}>Reload the file on disk</button>` : nothing}
      <button class="quiet" @click=${load}>Start again from what is in force</button>
    </div>
    <div aria-live="polite">${result.value ? shown(result.value) : nothing}</div>
  </section>`;
}

function shown({ title, changes = [], refused = [], warnings = [], errors = [], bad }) {
  return html`<section class="result ${bad ? 'refused' : ''}"><h2>${bad ? '▲ ' : '✓ '}${title}</h2>
    ${errors.length ? html`<ul>${errors.map(error => html`<li>${error.line ? html`<button class="link" @click=${() => go(error.line,
      error.column)}
      >line ${error.line}, column ${error.column}</button> ` : nothing}${error.text.replace(/^.*?:\d+:\d+: /, '')}</li>`)}</ul>` : nothing}
    ${list('Changes', changes)} ${list('Refused', refused)} ${list('Warnings', warnings)}
    ${!bad && changes.length + refused.length + warnings.length === 0 ? html`<p class="dim">Nothing.</p>` : nothing}</section>`;
}

function list(title, items) { return items.length ? html`<h3>${title}</h3><ul>${items.map(item => html`<li>${item}</li>`)}</ul>`
  : nothing; }

async function tell(title, path, body) {
  try {
    const response = await ask(path, { method: 'POST', body, type: 'application/yaml' });
    result.value = { title, ...await response.json() };
  } catch (e) {
    result.value = refusal(e);
  }
}

function refusal(e) {
  return { title: e instanceof Refused ? e.message : 'The hub cannot be reached', errors: e instanceof Refused ? e.errors : [], bad: true };
}

async function apply() {
  await put('Applied', () => ask('/v1/config/apply', { method: 'POST', body: text.value, type: 'application/yaml',
    headers: { 'If-Match': `"${generation.value}"` } }));
}

async function reload() { await put('Reloaded', () => ask('/v1/reload', { method: 'POST' })); }

async function put(title, action) {
  await act(async () => {
    try {
      const response = await action();
      const document = await response.json();
      batch(() => {
        [generation.value, result.value] = [response.headers.get('ETag')?.replaceAll('"', '') ?? null, { title, ...document }];
      });
    } catch (e) {
      result.value = refusal(e);
      throw e;
    }
  });
}

/** Puts the caret where an error is. */
function go(line, column) {
  const editor = document.getElementById('editor'), lines = editor.value.split('\n');
  const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  editor.focus();
  editor.setSelectionRange(at, at + 1);
  editor.scrollTop = Math.max(0, (line - 5) * editor.scrollHeight / lines.length);
}
