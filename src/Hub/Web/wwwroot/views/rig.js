// The crossbar: a row for each net, a column for each guest. Rows out of sight are not made, so that ten thousand nets open as fast as ten.

import { html, nothing } from '../lib/lit-html.js';
import { signal } from '../lib/signals-core.js';
import { ask } from '../api.js';
import { linksOf } from '../model/links.js';
import { fold } from '../model/templates.js';
import { write } from '../model/route.js';
import { restsOf, successionOf } from '../model/succession.js';
import { count } from '../model/time.js';
import { act, beat, faults, hub, levelOf, mayControl, nets, store, usersOf } from '../state.js';
import { netPanel } from './net.js';
import { counted, empty, legend, level, search, signsOf, state, stateGlyph } from './parts.js';

const rowHeight = 34, spare = 12, fixed = 3;

const open = signal(null);
const unfolded = signal(new Set());
const sought = signal('');
const place = signal({ top: 0, height: 900 });
const focus = signal({ row: 0, column: 0 });
let wantsFocus = false;

export function rigView() {
  beat.value;
  if (hub.value === null) return html`<p class="wait">Asking the hub…</p>`;
  const { chips, guests } = hub.value;
  if (nets.value.length === 0 && guests.length === 0) {
    return empty('This rig is empty', html`The hub runs ${hub.value.config},
      which has no chip and no guest yet. Write some into it and reload, or
      see <a href="#/config">Config</a>.`);
  }
  const columns = fold(guests.map(guest => guest.id)).flatMap(group => group.ids.length > 1 && !unfolded.value.has(group.name)
    ? [group] : group.ids.map(id => ({ name: id, ids: [id], of: group.ids.length > 1 ? group.name : null })));
  const wanted = sought.value.toLowerCase();
  const rows = nets.value.filter(net => !wanted || net.address.toLowerCase().includes(wanted)
    || (usersOf.value.get(net.address) ?? []).some(({ guest, line }) => `${guest.id}:${line.name}`.toLowerCase().includes(wanted)));
  return html`<div class="rig">
    <div class="cards">${hubCard()}${hostsCard()}${chipCards(chips)}${guestCard(guests)}${busCard()}${alarmCard()}</div>
    <div class="bar">
      ${search(sought, 'net, guest or line')}
      <span class="dim">${rows.length === nets.value.length ? '' : `${count(rows.length)} of `}${counted(nets.value.length, 'net')},
        ${counted(guests.length, 'guest')}</span>
    </div>
    <div class="split">
      ${rows.length ? crossbar(rows, columns, guests) : html`<p class="empty">No net of that name.</p>`}
      ${open.value ? netPanel(open.value, () => { open.value = null; }) : nothing}
    </div>
    ${legend}
  </div>`;
}

/** Which process this is, and who goes on if it ends. */
function hubCard() {
  const { keeper, standby, before, gap } = successionOf(hub.value);
  return html`<section class="card hub" aria-label="Hub"><h2>Hub</h2><span class="dim">epoch ${hub.value.succession.epoch}</span>
    ${[keeper, standby].map(word => word && html`<p class=${word.bad ? 'bad' : ''}><span aria-hidden="true">${word.glyph}</span>
      ${word.text}</p>`)}
    ${before ? html`<p>${before}</p><p>${gap}</p>` : nothing}</section>`;
}

/** The hubs of other hosts; nothing in a rig of one. */
function hostsCard() {
  const links = linksOf(hub.value);
  return links.length === 0 ? nothing : html`<section class="card" aria-label="Other hosts"><h2>Other hosts</h2>
    ${links.map(link => html`<p class=${link.bad ? 'bad' : ''}><span aria-hidden="true">${link.glyph}</span> <b class="mono">${link.host}</b>
      ${link.state}; ${link.lines}${link.notes.map(note => `; ${note}`)}</p>`)}</section>`;
}

/** A card for each chip; of many chips one for all, and one for each that is not up. */
function chipCards(chips) {
  if (chips.length <= 8) return chips.map(chipCard);
  const down = chips.filter(chip => chip.state !== 'up');
  return html`<section class="card"><h2>Chips</h2><p>${state('up', true)} <span class="number">${chips.length - down.length}</span></p>
    </section>
    ${down.slice(0, 12).map(chipCard)}${down.length > 12 ? html`<p class="dim">and ${down.length - 12} more that are not up</p>`
      : nothing}`;
}

function chipCard(chip) {
  return html`<section class="card"><h2 class="mono">${chip.id}</h2>${state(chip.state, true)}
    <p class="dim">${chip.driver}${chip.label ? ` ${chip.label}` : ''}, ${count(chip.lines.length)} lines${chip.restarts
      ? `, opened again ${chip.restarts} times` : ''}</p>
    ${chip.lastError && chip.state !== 'up' ? html`<p class="bad">${chip.lastError}</p>` : nothing}</section>`;
}

function guestCard(guests) {
  const states = new Map();
  for (const guest of guests) states.set(guest.state, (states.get(guest.state) ?? 0) + 1);
  return html`<section class="card"><h2>Guests</h2>${guests.length
    ? [...states].map(([word, n]) => html`<p>${state(word)} <span class="number">${n}</span></p>`) : html`<p class="dim">none</p>
      `}</section>`;
}

function busCard() {
  const all = hub.value.buses ?? [];
  return all.length === 0 ? nothing : html`<section class="card"><h2>Buses</h2>${all.map(bus => html`<p
    title=${bus.problem ?? bus.lines.join(' ')}><a class="mono" href=${write('analyser', null, {}, [bus.name])}>${bus.name}</a>
    <b class="mono">${bus.hex ?? '?'}</b></p>`)}</section>`;
}

function alarmCard() {
  const contentions = nets.value.reduce((sum, net) => sum + net.line.contentions, 0);
  const resting = hub.value.guests.filter(guest => restsOf(guest).length);
  const last = store.log.findLast(entry => entry.kind === 'contention'), active = faults.value.length;
  return html`<section class="card"><h2>Troubles</h2>
    <p><a href="#/faults">${active ? `▲ ${counted(active, 'fault')} active` : 'no fault active'}</a>
      ${active && mayControl.value ? html`<button class="small" @click=${() =>
        act(() => ask('/v1/faults', { method: 'DELETE' }), 'All faults have ended.')}>End all</button>` : nothing}</p>
    <p>${contentions ? `▲ ${counted(contentions, 'contention')}` : 'no contention'}
      ${last ? html`<span class="dim">the last: ${last.text}</span>` : nothing}</p>
    ${resting.slice(0, 4).map(guest => html`<p class="bad">▲ <a class="mono" href=${write('guests', guest.id)}>${guest.id}</a>:
      ${restsOf(guest).join('; ')}</p>`)}${resting.length > 4 ? html`<p class="bad">and ${resting.length - 4} more that rest</p>` : nothing}
  </section>`;
}

function crossbar(rows, columns, guests) {
  const { top, height } = place.value;
  const first = Math.max(0, Math.floor(top / rowHeight) - spare), last = Math.min(rows.length,
    Math.ceil((top + height) / rowHeight) + spare);
  const byId = new Map(guests.map(guest => [guest.id, guest]));
  const at = { row: Math.min(focus.value.row, rows.length - 1), column: Math.min(focus.value.column, fixed + columns.length - 1) };
  return html`<div class="grid" @scroll=${scrolled} @keydown=${event => move(event, rows, fixed + columns.length)}>
    <table class="crossbar" role="grid" aria-label="Crossbar: nets and guests" aria-rowcount=${rows.length + 1}>
      <thead><tr aria-rowindex="1">
        <th scope="col">Net</th><th scope="col">Level</th><th scope="col">Driven by</th>
        ${columns.map(column => head(column, byId))}
      </tr></thead>
      <tbody>
        ${filler(first)}
        ${rows.slice(first, last).map((net, i) => row(net, first + i, columns, at))}
        ${filler(rows.length - last)}
      </tbody>
    </table></div>`;
}

/** The room of rows that are not made. */
function filler(n) { return n > 0 ? html`<tr class="filler" aria-hidden="true" data-height=${n * rowHeight}></tr>` : nothing; }

function head(column, byId) {
  if (column.ids.length === 1) {
    const guest = byId.get(column.name);
    return html`<th scope="col" class=${column.of ? 'member' : ''}>${column.of ? html`<button class="fold" title="Fold ${column.of}"
      aria-label="Fold ${column.of}" @click=${() => fold_(column.of, false)}>▾</button>` : nothing}<a class="mono"
      href=${write('guests', column.name)} title=${column.name}>${column.name}</a> ${stateGlyph(guest?.state)}</th>`;
  }
  const running = column.ids.filter(id => byId.get(id)?.state === 'running').length;
  return html`<th scope="col"><button class="fold" aria-expanded="false" title="Show all ${column.ids.length}"
    @click=${() => fold_(column.name, true)}>▸ <span class="mono">${column.name}</span></button>
    <span class="dim">${running} of ${column.ids.length} run</span></th>`;
}

function fold_(name, out) {
  const set = new Set(unfolded.value);
  if (out) set.add(name);
  else set.delete(name);
  unfolded.value = set;
}

function row(net, n, columns, at) {
  const users = usersOf.value.get(net.address) ?? [];
  const tab = column => at.row === n && at.column === column ? '0' : '-1';
  const drivers = net.line.drivers;
  return html`<tr aria-rowindex=${n + 2} class=${open.value === net.address ? 'open' : ''} @dblclick=${() => { open.value = net.address; }}>
    <th scope="row"><button class="mono link" data-at="${n},0" tabindex=${tab(0)} aria-expanded=${open.value === net.address}
      title=${net.address} @click=${() => { [open.value, focus.value] = [net.address, { row: n,
        column: 0 }]; }}>${net.address}</button></th>
    <td data-at="${n},1" tabindex=${tab(1)}>${level(levelOf(net.address), net.up)}${net.line.contentions
      ? html` <span class="bad" title="${net.line.contentions} contentions">▲</span>` : nothing}</td>
    <td data-at="${n},2" tabindex=${tab(2)} class="drivers"
      title=${drivers.map(one => `${one.kind} ${one.who}: ${one.level}`).join(', ')}>${drivers.length
      ? drivers.map(one => one.who || one.kind).join(', ') : html`<span class="dim">–</span>`}</td>
    ${columns.map((column, i) => cell(column, users, `${n},${fixed + i}`, tab(fixed + i)))}
  </tr>`;
}

function cell(column, users, where, tab) {
  const mine = users.filter(({ guest }) => column.ids.includes(guest.id));
  if (mine.length === 0) return html`<td data-at=${where} tabindex=${tab}></td>`;
  if (column.ids.length === 1) {
    const { signs, words, alarm } = signsOf(mine[0].line);
    return html`<td class="signs ${alarm ? 'alarm' : ''}" data-at=${where} tabindex=${tab}
      title="${column.name}:${mine[0].line.name} ${words}"
      ><span aria-hidden="true">${signs}</span><span class="aside-text">${words}</span></td>`;
  }
  const all = mine.map(({ line }) => signsOf(line)), same = all.every(one => one.signs === all[0].signs);
  const alarms = all.filter(one => one.alarm).length;
  return html`<td class="signs ${alarms ? 'alarm' : ''}" data-at=${where} tabindex=${tab}
    title="${mine.length} of ${column.ids.length}: ${same
    ? all[0].words : 'they differ, unfold to see'}">${mine.length}× ${same ? all[0].signs : '…'}${alarms ? ` ${alarms}!` : ''}</td>`;
}

function scrolled(event) {
  const { scrollTop, clientHeight } = event.currentTarget;
  if (Math.abs(scrollTop - place.value.top) > rowHeight || clientHeight !== place.value.height)
    place.value = { top: scrollTop, height: clientHeight };
}

function move(event, rows, columns) {
  const here = event.target.closest?.('[data-at]');
  if (!here) return;
  let [row, column] = here.dataset.at.split(',').map(Number);
  const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / rowHeight) - 2);
  switch (event.key) {
    case 'ArrowDown': row++; break;
    case 'ArrowUp': row--; break;
    case 'ArrowRight': column++; break;
    case 'ArrowLeft': column--; break;
    case 'PageDown': row += page; break;
    case 'PageUp': row -= page; break;
    case 'Home': column = 0; if (event.ctrlKey) row = 0; break;
    case 'End': column = columns - 1; if (event.ctrlKey) row = rows.length - 1; break;
    case 'Enter': open.value = rows[row].address; event.preventDefault(); return;
    case 'Escape': open.value = null; return;
    default: return;
  }
  event.preventDefault();
  row = Math.max(0, Math.min(rows.length - 1, row));
  column = Math.max(0, Math.min(columns - 1, column));
  const grid = event.currentTarget, top = row * rowHeight, seen = grid.clientHeight - 2 * rowHeight;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top > grid.scrollTop + seen) grid.scrollTop = top - seen;
  wantsFocus = true;
  if (grid.scrollTop !== place.value.top) place.value = { top: grid.scrollTop, height: grid.clientHeight };
  focus.value = { row, column };
}

/** After each time that the page was drawn: heights that no style sheet can know, and the focus. @param {Element} root */
export function afterRig(root) {
  for (const filler of root.querySelectorAll('tr.filler')) filler.style.height = `${filler.dataset.height}px`;
  const grid = root.querySelector('.grid');
  if (grid && grid.clientHeight && grid.clientHeight !== place.peek().height) place.value = { top: grid.scrollTop,
    height: grid.clientHeight };
  if (!wantsFocus) return;
  wantsFocus = false;
  root.querySelector(`[data-at="${focus.peek().row},${focus.peek().column}"]`)?.focus({ preventScroll: true });
}
