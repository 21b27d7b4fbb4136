// What happened, newest first: contentions, states of guests and chips, faults, configurations, who did what, and what this page has
// missed.

import { html } from '../lib/lit-html.js';
import { signal } from '../lib/signals-core.js';
import { write } from '../model/route.js';
import { exactSpan, timeOfDay } from '../model/time.js';
import { beat, clock, store } from '../state.js';
import { heads, search } from './parts.js';

const words = { contention: 'contention', guest: 'guest', chip: 'chip', fault: 'fault', config: 'configuration', gap: 'takeover', audit: 'who did what',
  lost: 'lost' };
const glyphs = { contention: '▲', guest: '●', chip: '◆', fault: '⚡', config: '≡', gap: '↻', audit: '☞', lost: '▨' };

const hidden = signal(new Set());
const sought = signal('');
const most = signal(200);

export function logView() {
  beat.value;
  const wanted = sought.value.toLowerCase();
  const found = store.log.filter(entry => !hidden.value.has(entry.kind) && (!wanted
    || entry.text.toLowerCase().includes(wanted))).reverse();
  return html`<section aria-labelledby="log-title"><h1 id="log-title">Log</h1>
    <div class="bar">
      ${search(sought, 'text')}
      <fieldset class="choices"><legend class="aside-text">Kinds</legend>${Object.entries(words).map(([kind,
        word]) => html`<label><input type="checkbox"
        .checked=${!hidden.value.has(kind)} @change=${() => toggle(kind)}> <span
          aria-hidden="true">${glyphs[kind]}</span> ${word}</label>`)}</fieldset>
      <span class="dim">${found.length} of ${store.log.length}</span>
    </div>
    ${found.length === 0 ? html`<p class="empty">${store.log.length ? 'Nothing matches.'
      : 'Nothing has happened since this page was opened.'}</p>` : html`
      <table class="log">${heads(['Time', 'Before now', 'Kind', 'What'])}
      <tbody>${found.slice(0, most.value).map(entry => html`<tr class=${entry.kind}>
        <td class="number">${when(entry.t)}</td><td class="number dim">${exactSpan(store.now - entry.t).replace(/( \d{3})+(?= )/, '')}</td>
        <td><span aria-hidden="true">${glyphs[entry.kind]}</span> ${words[entry.kind]}</td>
        <td><a href=${write('analyser', null, { at: clock.text(entry.t) }, entry.line ? [entry.line] : [])}
          title="Show this instant as a waveform">${entry.text}</a></td>
      </tr>`)}</tbody></table>
      ${found.length > most.value ? html`<button @click=${() => { most.value += 400; }}>Show older ones</button>` : ''}`}
  </section>`;
}

function when(t) {
  const wall = clock.wall(t);
  return wall === null ? clock.text(t).replace(/(\d{9})$/, '.$1') : timeOfDay(wall, 6);
}

function toggle(kind) {
  const set = new Set(hidden.value);
  if (!set.delete(kind)) set.add(kind);
  hidden.value = set;
}
