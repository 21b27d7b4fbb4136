// Faults that fool readers, and pulses and levels that the hub plays.

import { html, nothing } from '../lib/lit-html.js';
import { signal } from '../lib/signals-core.js';
import { ask, post } from '../api.js';
import { pathOf } from '../model/names.js';
import { count, span } from '../model/time.js';
import { act, beat, buses, drive, faults, hub, levelOf, mayControl, nets } from '../state.js';
import { addresses, heads, level } from './parts.js';

/** What each kind does, and what it takes: as docs/cli.md has them. */
export const kinds = {
  'stuck-0': ['readers see 0', []], 'stuck-1': ['readers see 1', []], open: ['readers see the pull', []],
    invert: ['readers see the opposite', []],
  bounce: ['each edge bounces', ['count', 'period', 'seed']], glitch: ['the opposite for a moment', ['width', 'count', 'period']],
  delay: ['each edge comes later', ['delay']], drop: ['the next edges are not seen', ['count']],
  error: ['the chip refuses', []], hang: ['the chip does not answer', []],
};
const ofChip = ['error', 'hang'];
const hints = { count: '5', period: '1ms', width: '50us', delay: '2ms', seed: '1', ttl: '10m' };

const kind = signal('stuck-1');
const line = signal('');

export function faultsView() {
  beat.value;
  if (hub.value === null) return html`<p class="wait">Asking the hub…</p>`;
  return html`<div class="columns">
    <section aria-labelledby="faults-title">
      <header class="bar"><h1 id="faults-title">Faults</h1>
        ${mayControl.value ? html`<button class="danger" ?disabled=${faults.value.length === 0}
          @click=${() => act(() => ask('/v1/faults', { method: 'DELETE' }), 'All faults have ended.')}>End all</button>` : nothing}</header>
      ${faults.value.length ? html`<table>${heads(['Id', 'Target', 'Kind', 'Fired', 'Ends in', ''])}
        <tbody>${faults.value.map(row)}</tbody></table>` : html`<p class="empty">No fault is active. Readers see every line as it is.</p>`}
      ${mayControl.value ? addForm() : html`<p class="dim">You may look, and not change anything: this is the role “view”.</p>`}
    </section>
    ${mayControl.value ? driveForm() : nothing}
    ${addresses('lines', [...buses.value.keys(), ...nets.value.map(net => net.address), ...hub.value.guests.flatMap(guest =>
      guest.lines.filter(line => line.from !== null && line.name).map(line => `${guest.id}:${line.name}`))])}
    ${addresses('chips', hub.value.chips.map(chip => chip.id))}
  </div>`;
}

function row(fault) {
  const left = fault.endsInNs === null ? null : Number(fault.endsInNs) - (performance.now() - fault.read) * 1e6;
  const takes = Object.keys(hints).filter(key => key !== 'ttl' && fault[key] !== undefined).map(key => `${key} ${fault[key]}`).join(', ');
  return html`<tr><th scope="row" class="mono">${fault.id}</th><td class="mono">${fault.line ?? fault.chip}</td>
    <td>▲ ${fault.kind} <span class="dim">${takes}</span></td>
    <td>${count(fault.fired)}</td><td>${left === null ? 'when cleared' : span(Math.max(0, Math.ceil(left / 1e8) * 1e8))}</td>
    <td>${mayControl.value ? html`<button class="small" aria-label="End ${fault.id}" @click=${() =>
      act(() => ask(`/v1/faults/${fault.id}`, { method: 'DELETE' }), `${fault.id} has ended.`)}>End</button>` : nothing}</td></tr>`;
}

function addForm() {
  const [does, takes] = kinds[kind.value], chip = ofChip.includes(kind.value);
  return html`<form class="form" aria-label="Add a fault" @submit=${add}>
    <h2>Add a fault</h2>
    <label>Kind <select name="kind" @change=${event => { kind.value = event.target.value; }}>${Object.keys(kinds).map(word =>
      html`<option value=${word} ?selected=${word === kind.value}>${word}</option>`)}</select> <span class="dim">${does}</span></label>
    <label>${chip ? 'Chip' : 'Line'} <input class="mono" name="target" list=${chip ? 'chips' : 'lines'} required autocomplete="off"
      placeholder=${chip ? 'bench' : 'bench/IGN or ivi:IGN'}></label>
    ${Object.keys(hints).map(key => parameter(key, key === 'ttl' || takes.includes(key)))}
    <button class="primary">Add</button></form>`;
}

/** A value that some kinds take. It is there for all, since an input that moved would take its text along. */
function parameter(key, taken) {
  return html`<label ?hidden=${!taken}>${key === 'ttl' ? 'ends after' : key}
    <input class="short" name=${key} placeholder=${hints[key]} ?disabled=${!taken} autocomplete="off">
    ${key === 'ttl' ? html`<span class="dim">empty: when cleared</span>` : nothing}</label>`;
}

async function add(event) {
  event.preventDefault();
  const form = event.target, data = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
  const { target, ...rest } = data;
  for (const key of ['count', 'seed']) if (rest[key] !== undefined && /^\d+$/.test(rest[key])) rest[key] = Number(rest[key]);
  const done = await act(() => post('/v1/faults', { ...rest, [keyOf(data.kind, target)]: target }),
    `${data.kind} is on ${target}.`);
  if (!done) return;
  for (const input of form.querySelectorAll('input')) input.value = '';
}

function keyOf(kind, target) { return ofChip.includes(kind) ? 'chip' : buses.value.has(target) ? 'bus' : 'line'; }

function driveForm() {
  const net = nets.value.find(net => net.address === line.value);
  const bus = buses.value.has(line.value) ? line.value : null, now = net ? levelOf(net.address) : null;
  const path = net ? pathOf(net.address, net.line.offset) : bus ? `/v1/buses/${encodeURIComponent(bus)}` : null;
  return html`<section aria-labelledby="pulse-title"><h1 id="pulse-title">Levels and pulses</h1>
    <div class="form">
      <label>Line <input class="mono" list="lines" placeholder="bench/IGN" .value=${line.value} autocomplete="off"
        @input=${event => { line.value = event.target.value; }}></label>
      ${net ? html`<p>${level(now, net.up)} <button role="switch" aria-checked=${now ? 'true' : 'false'}
        ?disabled=${net.line.control !== 'drive'}
        @click=${() => drive(path, now ? '0' : '1')}><span class="track" aria-hidden="true"></span> High</button>
        <button @click=${() => drive(path, 'z')}>Let go</button>
        <button @click=${() => act(() => ask(`${path}/pulse`, { method: 'DELETE' }), 'The pulse has ended.')}>End its pulse</button></p>`
      : bus ? html`<form class="bar" aria-label="Set ${bus}" @submit=${event => {
        event.preventDefault();
        drive(path, new FormData(event.target).get('value').trim());
      }}><input name="value" class="mono short" placeholder="0xa" required autocomplete="off"
        aria-label="value of ${bus}"><button>Set</button>
        <button type="button" @click=${() => drive(path, 'z')}>Let go</button></form>`
      : html`<p class="dim">Choose a chip's line, or a bus.</p>`}
    </div>
    <form class="form" aria-label="Play a pulse" @submit=${event => pulse(event, path)}>
      <label>Times <input name="times" value="20ms" required autocomplete="off"> <span class="dim">20ms,
        or 200ms,800ms: the level toggles after each</span></label>
      <label>First level <select name="level"><option>1</option><option>0</option></select></label>
      <label>Repeat <input class="short" name="repeat" value="1" inputmode="numeric" pattern="\\d+" required> <span
        class="dim">0: until it is ended</span></label>
      <button class="primary" ?disabled=${path === null}>Pulse</button></form></section>`;
}

function pulse(event, path) {
  event.preventDefault();
  const data = Object.fromEntries(new FormData(event.target));
  act(() => post(`${path}/pulse`, { times: data.times.split(',').map(time => time.trim()), level: Number(data.level),
    repeat: Number(data.repeat) }),
    `The hub plays ${data.times}.`);
}
