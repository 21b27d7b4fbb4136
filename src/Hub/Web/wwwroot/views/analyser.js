// The analyser: nets at the left, waves at the right, cursors and what they measure below.

import { html, nothing } from '../lib/lit-html.js';
import { effect, signal } from '../lib/signals-core.js';
import { ask } from '../api.js';
import { act, beat, buses, clock, clockOf, hub, levelOf, nets, notice, store } from '../state.js';
import { keys, pointer, shiftDrag, wheel } from '../analyser/handling.js';
import { label } from '../analyser/overlay.js';
import { recorder, whole } from '../analyser/recorder.js';
import * as scope from '../analyser/scope.js';
import '../analyser/wave-view.js';
import { measure } from '../analyser/measure.js';
import { hex } from '../model/bus.js';
import { shortOf } from '../model/names.js';
import { count, exactSpan, rate, span } from '../model/time.js';
import { choice, empty, heads, level, search } from './parts.js';
import { triggerForm } from './trigger-form.js';

const choosing = signal(false);
const sought = signal('');
const tableOpen = signal(false);
const tableMost = 300;

export function analyserView() {
  beat.value;
  if (hub.value === null) return html`<p class="wait">Asking the hub…</p>`;
  if (nets.value.length === 0) return empty('No nets', 'The configuration has no line yet: there is nothing to show.');
  const lines = scope.lines.value;
  return html`<div class="analyser">
    ${toolbar()}
    ${choosing.value ? chooser() : nothing}
    ${triggerForm()}
    <div class="scope" @scroll=${event => event.currentTarget.querySelector('wave-view')?.redraw()}>
      <ol class="nets" aria-label="Nets">
        ${scope.rows.value.map(row => row.kind !== 'irq' ? name(row, lines.indexOf(row.line)) : html`<li class="irq"
          title="interrupts of ${row.guestLine}"
          ><span class="mono">↳ ${row.guestLine}</span></li>`)}
      </ol>
      <wave-view tabindex="0" role="application" aria-roledescription="waveforms" aria-label="Waveforms of ${lines.length} nets"
        aria-describedby="wave-keys" @keydown=${keys} @wheel=${{ handleEvent: wheel, passive: false }}
        @pointerdown=${pointer} @dblclick=${() => scope.follow(true)}></wave-view>
    </div>
    <p id="wave-keys" class="dim keys">wheel zooms · drag pans · SHIFT-drag measures · <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom ·
      <kbd>←</kbd> <kbd>→</kbd> edge · <kbd>↑</kbd> <kbd>↓</kbd> net · <kbd>[</kbd> <kbd>]</kbd> cursors A, B ·
      <kbd>space</kbd> follow or pause</p>
    ${status(lines)}
    ${table(lines)}
  </div>`;
}

function toolbar() {
  const following = scope.following.value, { from, to } = scope.range.value;
  return html`<div class="bar" role="toolbar" aria-label="Analyser">
    <button aria-pressed=${following} @click=${() => scope.follow(!following)}>${following ? '❚❚ Pause' : '▶ Follow'}</button>
    <button aria-label="Zoom in" @click=${() => scope.zoom(0.5)}>+</button>
    <button aria-label="Zoom out" @click=${() => scope.zoom(2)}>−</button>
    <button @click=${scope.fit}>All</button>
    <span class="dim number" title="width of the picture">${span(to - from)}</span>
    ${choice('Time', [['relative', 'relative time'], ['monotonic', "the hub's clock"], ...clock.hasWall ? [['wall', 'wall clock']] : []],
      scope.axis.value, value => { scope.axis.value = value; })}
    <label><input type="checkbox" .checked=${scope.interruptsToo.value}
      @change=${event => { scope.interruptsToo.value = event.target.checked; }}> Interrupts</label>
    <button aria-expanded=${choosing.value} @click=${() => { choosing.value = !choosing.value; }}>Nets…</button>
    <span class="gap"></span>
    <button @click=${picture}>PNG</button>
    <button @click=${vcd} title="from the left end of the picture until now">VCD</button>
    <button @click=${copyLink}>Copy link</button>
  </div>`;
}

function name(row, n) {
  const edges = store.nets.get(row.line)?.edges, focused = n === scope.focused.value;
  return html`<li class="net ${focused ? 'focused' : ''}" aria-current=${focused ? 'true' : 'false'}
    @click=${() => { scope.focused.value = n; }}>
    <span class="mono name" title=${[row.line, clockOf(row.line)].filter(text => text).join('\n')}>${row.line}</span>${row.kind === 'bus'
      ? html`<b class="mono">${busNow(row.line)}</b>` : level(levelOf(row.line))}
    <span class="counts number">${edges ? html`▲${count(edges.rises)} ▼${count(edges.falls)} ${rate(edges.rate(store.now))}`
      : row.kind === 'bus' ? `${buses.value.get(row.line).length} lines` : nothing}</span></li>`;
}

/** A bus as it is now. */
function busNow(bus) {
  const levels = buses.value.get(bus).map(levelOf);
  return levels.includes(null) ? '?' : hex(levels.reduce((value, one) => value << 1n | BigInt(one), 0n), levels.length);
}

function chooser() {
  const shown = new Set(scope.lines.value), wanted = sought.value.toLowerCase();
  const found = [...buses.value.keys(), ...nets.value.map(net => net.address)]
    .filter(name => !wanted || name.toLowerCase().includes(wanted));
  return html`<section class="chooser" aria-label="Choose nets">
    <div class="bar">${search(sought, 'net')}
      <button class="small" @click=${() => { scope.chosen.value = found.slice(0, 128); }}>
        These ${Math.min(128, found.length)}</button>
      <button class="small" @click=${() => { scope.chosen.value = []; }}>None</button>
      <button class="quiet" @click=${() => { choosing.value = false; }}>Close</button></div>
    <ul class="boxes">${found.slice(0, 400).map(address => html`<li><label title=${address}><input type="checkbox"
      .checked=${shown.has(address)}
      @change=${event => choose(address, event.target.checked)}> <span class="mono">${address}</span></label></li>`)}</ul>
    ${found.length > 400 ? html`<p class="dim">${found.length - 400} more: filter.</p>` : nothing}</section>`;
}

function choose(address, on) {
  const rest = scope.lines.value.filter(line => line !== address);
  scope.chosen.value = on ? [...rest, address] : rest;
}

/** What the cursors say; the last line of it is read out, at most once a second. */
function status(lines) {
  const a = scope.a.value, b = scope.b.value, line = lines[scope.focused.value], edges = whole(line);
  const text = t => t === null ? '–' : label(t - scope.zero.value, scope.zero.value, scope.axis.value, 1);
  const both = a !== null && b !== null, found = both && edges ? measure(edges, a, b) : null, selected = shiftDrag.value;
  return html`<div class="status">
    <span>Caret <b class="number">${text(scope.caret.value)}</b></span>
    <span>A <b class="number">${text(a)}</b></span><span>B <b class="number">${text(b)}</b></span>
    <span>Δt <b class="number">${both ? exactSpan(b - a) : '–'}</b></span>
    <span>1/Δt <b class="number">${both && a !== b ? rate(1e9 / Math.abs(b - a)) : '–'}</b></span>
    ${found ? html`<span class="measured">${measured(line, found)}</span>` : nothing}
    ${selected ? html`<span class="measured">SHIFT-drag: ${measured(selected.line, selected.found)}</span>` : nothing}
    ${recorder.value.missing ? html`<span class="dim" title=${recorder.value.why}>
      nothing older than this page: no recorder</span>` : nothing}
    <span class="aside-text" aria-live="polite" id="spoken">${spoken.value}</span></div>`;
}

/** What was measured: smallest … mean … largest, of each width. */
function measured(line, found) {
  const widths = (word, one) => one ? [`${word} ${span(one.min)} … ${span(one.mean)} … ${span(one.max)}`] : [];
  return html`<b>${shortOf(line)}</b> ${[
    exactSpan(found.span), `${count(found.edges)} edges (▲${found.rises} ▼${found.falls})`,
    ...widths('high', found.high), ...widths('low', found.low),
    ...found.duty === null ? [] : [`duty ${(found.duty * 100).toFixed(1)} %`], ...found.hz === null ? [] : [rate(found.hz)],
    ...found.whole ? [] : ['edges are missing here'], ...clockOf(line) ? [clockOf(line)] : [],
  ].join(' · ')}`;
}

const spoken = signal('');
let spokenAt = 0, speaking = 0;
effect(() => {
  const a = scope.a.value, b = scope.b.value;
  if (a === null || b === null) return;
  const say = () => {
    spokenAt = performance.now();
    spoken.value = `Δt ${exactSpan(b - a)}${a !== b ? `, ${rate(1e9 / Math.abs(b - a))}` : ''}`;
  };
  clearTimeout(speaking);
  const wait = 1000 - (performance.now() - spokenAt);
  if (wait <= 0) say();
  else speaking = setTimeout(say, wait);
});

let keeping = 0;
effect(() => {
  for (const one of [scope.chosen, scope.following, scope.caret, scope.a, scope.b, scope.axis]) one.value;
  if (!scope.following.value) scope.range.value;
  clearTimeout(keeping);
  keeping = setTimeout(scope.keepLink, 400);
});

/** The edges in sight, as a table: what the waves show, to be read. */
function table(lines) {
  return html`<details class="edges" ?open=${tableOpen.value} @toggle=${event => { tableOpen.value = event.target.open; }}>
    <summary>Edges in sight, as a table</summary>${tableOpen.value ? rowsOf(lines) : nothing}</details>`;
}

function rowsOf(lines) {
  const { from, to } = scope.range.value, found = [];
  for (const line of lines) {
    const edges = whole(line);
    if (!edges) continue;
    const end = edges.upTo(to);
    for (let i = Math.max(edges.gallop(0, from), end - tableMost); i < end; i++)
      found.push({ t: edges.timeAt(i), line, level: edges.levelAt(i), cause: store.causes[edges.causeAt(i)],
        since: i ? edges.timeAt(i) - edges.timeAt(i - 1) : null });
  }
  found.sort((x, y) => y.t - x.t);
  if (found.length === 0) return html`<p class="dim">No edge in sight.</p>`;
  return html`<table>${heads(['Time', 'Net', 'Edge', 'Cause', 'Since its last edge'])}
    <tbody>${found.slice(0, tableMost).map(edge => html`<tr><td><button class="link number" @click=${() => { scope.caret.value = edge.t; }}
      >${label(edge.t - scope.zero.value, scope.zero.value, scope.axis.value, 1)}</button></td><td class="mono">${edge.line}</td>
      <td>${edge.level ? '▲ rising' : '▼ falling'}</td><td>${edge.cause}</td><td
        class="number">${edge.since === null ? '–' : exactSpan(edge.since)}</td></tr>`)}</tbody></table>
    ${found.length > tableMost ? html`<p class="dim">The newest ${tableMost} of these nets' edges; zoom in for others.</p>` : nothing}`;
}

function picture() {
  document.querySelector('wave-view').picture().toBlob(blob => save(blob, 'gpiohub.png'));
}

/** The hub's recorder writes the file, of what is in sight. */
async function vcd() {
  const { from, to } = scope.range.value, piece = `from=${clock.text(from)}&to=${clock.text(Math.min(to, store.now))}`;
  await act(async () => save(await (await ask(`/v1/recording.vcd?${scope.query()}&${piece}`)).blob(), 'gpiohub.vcd'));
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copyLink() {
  const url = new URL(scope.link(), location.href).href;
  try {
    await navigator.clipboard.writeText(url);
    notice.value = { text: 'Copied: a link to this picture.', bad: false };
  } catch {
    notice.value = { text: url, bad: false };
  }
}
