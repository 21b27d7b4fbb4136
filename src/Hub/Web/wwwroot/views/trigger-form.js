// What the analyser is to wait for.

import { html, nothing } from '../lib/lit-html.js';
import * as scope from '../analyser/scope.js';
import { patternOf } from '../analyser/trigger.js';
import { written } from '../model/time.js';
import { hub, notice } from '../state.js';

const kinds = { edge: 'an edge', pulse: 'a pulse', pattern: 'levels at once', contention: 'a contention', fault: 'a fault', guest: "a guest's state",
  lost: 'lost edges' };

export function triggerForm() {
  const now = scope.trigger.value, armed = scope.armed.value;
  const set = (key, value) => { scope.trigger.value = { ...scope.trigger.value, [key]: value }; };
  const choice = (key, words) => html`<select aria-label=${key} @change=${event => set(key, event.target.value)}>${Object.entries(words).map(([value, text]) =>
    html`<option value=${value} ?selected=${String(now[key]) === value}>${text}</option>`)}</select>`;
  const line = html`<select aria-label="net" class="mono" @change=${event => set('line', event.target.value)}>${scope.lines.value.map(one =>
    html`<option value=${one} ?selected=${one === now.line}>${one}</option>`)}</select>`;
  return html`<form class="bar trigger" aria-label="Trigger" @submit=${event => event.preventDefault()}>
    <span>Trigger on</span> ${choice('kind', kinds)}
    ${['edge', 'pulse', 'contention'].includes(now.kind) ? line : nothing}
    ${now.kind === 'edge' ? choice('edge', { rising: '▲ rising', falling: '▼ falling', both: 'either' }) : nothing}
    ${now.kind === 'pulse' ? html`${choice('level', { 1: 'high', 0: 'low' })}${choice('than', { narrower: 'narrower than', wider: 'wider than' })}
      <input class="short" aria-label="width" .value=${now.width} @input=${event => set('width', event.target.value)}>` : nothing}
    ${now.kind === 'pattern' ? html`<input class="mono" aria-label="levels" placeholder="bench/IGN=1 bench/WAKE=0" .value=${now.pattern}
      @input=${event => set('pattern', event.target.value)}>` : nothing}
    ${now.kind === 'guest' ? html`${choice('guest', Object.fromEntries([['', 'any guest'], ...(hub.value?.guests ?? []).map(guest => [guest.id, guest.id])]))}
      ${choice('state', Object.fromEntries([['', 'any state'], ...['waiting', 'connected', 'no-driver', 'running', 'stopped'].map(word => [word, word])]))}` : nothing}
    <label>before it <input type="number" class="short" min="0" max="100" step="5" .value=${String(now.pre)} @input=${event => set('pre', Number(event.target.value))}> %</label>
    <button aria-pressed=${armed === 'single'} @click=${() => begin('single')}>Single</button>
    <button aria-pressed=${armed === 'normal'} @click=${() => begin('normal')}>Normal</button>
    <button ?disabled=${armed === 'off'} @click=${() => scope.arm('off', null)}>Off</button>
    <span role="status">${armed !== 'off' ? scope.fired.value === null ? '◌ waiting' : '◉ fired, waiting again' : scope.fired.value !== null ? '◉ fired' : ''}</span>
  </form>`;
}

function begin(mode) {
  const now = scope.trigger.value, line = scope.lines.value.includes(now.line) ? now.line : scope.lines.value[0];
  const ns = written(now.width), pattern = patternOf(now.pattern);
  if (now.kind === 'pulse' && ns === null) notice.value = { text: `“${now.width}” is no time: 20us, 5ms, 1s`, bad: true };
  else if (now.kind === 'pattern' && pattern === null) notice.value = { text: 'Levels are written so: bench/IGN=1 bench/WAKE=0', bad: true };
  else scope.arm(mode, { ...now, line: now.kind === 'contention' ? null : line, level: Number(now.level), ns, pattern });
}
