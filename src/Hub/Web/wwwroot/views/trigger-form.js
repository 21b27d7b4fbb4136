// What the analyser is to wait for.

import { html, nothing } from '../lib/lit-html.js';
import * as scope from '../analyser/scope.js';
import { patternOf } from '../analyser/trigger.js';
import { written } from '../model/time.js';
import { buses, hub, notice } from '../state.js';
import { choice } from './parts.js';

const kinds = { edge: 'an edge', pulse: 'a pulse', pattern: 'levels at once', contention: 'a contention', fault: 'a fault',
  guest: "a guest's state",
  lost: 'lost edges' };

export function triggerForm() {
  const now = scope.trigger.value, armed = scope.armed.value;
  const set = (key, value) => { scope.trigger.value = { ...scope.trigger.value, [key]: value }; };
  const pick = (key, choices) => choice(key, choices, now[key], value => set(key, value));
  const same = words => words.map(word => [word, word]);
  return html`<form class="bar trigger" aria-label="Trigger" @submit=${event => event.preventDefault()}>
    <span>Trigger on</span> ${pick('kind', Object.entries(kinds))}
    ${['edge', 'pulse', 'contention'].includes(now.kind) ? pick('line', same(netsShown())) : nothing}
    ${now.kind === 'edge' ? pick('edge', [['rising', '▲ rising'], ['falling', '▼ falling'], ['both', 'either']]) : nothing}
    ${now.kind === 'pulse' ? html`${pick('level', [['1', 'high'], ['0', 'low']])}${pick('than', [['narrower', 'narrower than'], ['wider',
      'wider than']])}
      <input class="short" aria-label="width" .value=${now.width} @input=${event => set('width', event.target.value)}>` : nothing}
    ${now.kind === 'pattern' ? html`<input class="mono" aria-label="levels" placeholder="bench/IGN=1 bench/WAKE=0" .value=${now.pattern}
      @input=${event => set('pattern', event.target.value)}>` : nothing}
    ${now.kind === 'guest' ? html`${pick('guest', [['', 'any guest'], ...same((hub.value?.guests ?? []).map(guest => guest.id))])}
      ${pick('state', [['', 'any state'], ...same(['waiting', 'connected', 'no-driver', 'running', 'stopped'])])}` : nothing}
    <label>before it <input type="number" class="short" min="0" max="100" step="5" .value=${String(now.pre)}
      @input=${event => set('pre', Number(event.target.value))}> %</label>
    <button aria-pressed=${armed === 'single'} @click=${() => begin('single')}>Single</button>
    <button aria-pressed=${armed === 'normal'} @click=${() => begin('normal')}>Normal</button>
    <button ?disabled=${armed === 'off'} @click=${() => scope.arm('off', null)}>Off</button>
    <span role="status">${stateOf(armed !== 'off', scope.fired.value !== null)}</span>
  </form>`;
}

/** A trigger is of a net; a bus is a pattern of levels. */
function netsShown() { return scope.lines.value.filter(line => !buses.value.has(line)); }

function stateOf(waits, has) { return waits ? has ? '◉ fired, waiting again' : '◌ waiting' : has ? '◉ fired' : ''; }

function begin(mode) {
  const now = scope.trigger.value, nets = netsShown(), line = nets.includes(now.line) ? now.line : nets[0];
  const ns = written(now.width), pattern = patternOf(now.pattern);
  if (now.kind === 'pulse' && ns === null) notice.value = { text: `“${now.width}” is no time: 20us, 5ms, 1s`, bad: true };
  else if (now.kind === 'pattern' && pattern === null) notice.value = { text: 'Levels are written so: bench/IGN=1 bench/WAKE=0',
    bad: true };
  else scope.arm(mode, { ...now, line: now.kind === 'contention' ? null : line, level: Number(now.level), ns, pattern });
}
