// A guest as the hub has it: who is connected, its rings and lines, counters and how fast they grow.

import { html, nothing } from '../lib/lit-html.js';
import { hub, notice, route } from '../state.js';
import { command, machines } from '../model/qemu.js';
import { write } from '../model/route.js';
import { restsOf } from '../model/succession.js';
import { count, rate, span } from '../model/time.js';
import { empty, fact, heads, level, signsOf, state } from './parts.js';

/** The counters of each guest when they were last asked for: id → { at, values, rates }. */
const before = new Map();
const counted = ['requests', 'interrupts', 'errors'];
const machineKey = 'gpiohub-machine';

export function guestsView() {
  if (hub.value === null) return html`<p class="wait">Asking the hub…</p>`;
  const { guests } = hub.value;
  if (guests.length === 0) return empty('No guests', 'The configuration has no guest yet.');
  const chosen = guests.find(guest => guest.id === route.value.of) ?? guests[0];
  return html`<div class="split list-first">
    <nav class="list" aria-label="Guests">${guests.map(guest => html`<a href=${write('guests', guest.id)}
      aria-current=${guest.id === chosen.id ? 'page' : 'false'}><span class="mono">${guest.id}</span> ${state(guest.state)}</a>`)}</nav>
    ${route.value.of && chosen.id !== route.value.of ? html`<p class="empty">There is no guest “${route.value.of}”.</p>` : one(chosen)}
  </div>`;
}

function one(guest) {
  const rates = ratesOf(guest);
  const spare = guest.lines.filter(line => line.from === null).length;
  return html`<article class="document" aria-label="Guest ${guest.id}">
    <header><h1 class="mono">${guest.id}</h1>${state(guest.state)}
      <select aria-label="QEMU's machine" @change=${event => { choose(event.target.value); }}>${machines.map(({ text }) => html`<option
        ?selected=${text === machine().text}>${text}</option>`)}</select>
      <button @click=${() => copy(guest)}>Copy the QEMU command</button></header>
    ${guest.socketProblem ? html`<p class="bad">${guest.socketProblem}</p>` : nothing}
    ${restsOf(guest).map(rest => html`<p class="bad">▲ ${rest}</p>`)}
    ${guest.lastError ? html`<p class="bad">${guest.lastError.text}, ${span(Number(guest.lastError.agoNs))} ago</p>` : nothing}
    ${guest.stopped ? html`<p>Stopped for ${guest.stopped.seconds} s; its pins are ${guest.stopped.pins}${guest.stopped.why
      ? `: ${guest.stopped.why}` : ''}.</p>` : nothing}
    <dl class="facts">
      ${fact('socket', html`<span class="mono">${guest.socket}</span>`)}
      ${fact('front-end', guest.peer ? `${guest.peer.name} (pid ${guest.peer.pid || 'not known'})` : 'none')}
      ${fact('interrupts', guest.irq === null ? 'not said yet' : guest.irq ? 'negotiated' : 'not negotiated (QEMU before 9.0 cannot)')}
      ${fact('features', html`<span class="mono">${guest.features}</span>`)}
      ${fact('lines', `${guest.lines.length - spare} mapped, ${spare} spare${guest.pendingSlots === null ? ''
        : `, ${guest.pendingSlots} when its driver starts anew`}`)}
      ${fact('armed', guest.armed)} ${fact('sessions', guest.sessions)}
      ${counted.map(key => fact(key, html`${count(guest[key])} <span class="dim">${rates?.[key] ? rate(rates[key]).replace(' Hz',
        '/s') : ''}</span>`))}
      ${fact('request pauses', guest.requestPauses || null)} ${fact('late interrupts', guest.lateInterrupts || null)}
    </dl>
    <h2>Lines</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Lines of ${guest.id}"><table>
      ${heads(['#', 'Name', 'Net', 'Signs', 'Direction', 'Level', 'Interrupt', 'Edges', 'Delivered', 'Coalesced', 'Errors'])}
      <tbody>${guest.lines.map(line)}</tbody></table></div>
    <h2>Rings</h2>
    ${guest.rings.length === 0 ? html`<p class="dim">None is set up.</p>` : html`<div class="scroll" tabindex="0" role="region"
      aria-label="Rings of ${guest.id}"><table>
      ${heads(['Ring', 'State', 'Size', 'Next', 'In flight', 'Completed', 'Malformed', 'Lost'])}
      <tbody>${guest.rings.map(ring => html`<tr><th scope="row">${ring.name || ring.index}</th><td>${ring.state}${ring.reason
        ? html` <span class="bad">${ring.reason}</span>` : nothing}</td><td>${ring.size}</td><td>${ring.lastAvail}</td>
          <td>${ring.inFlight}</td>
        <td>${count(ring.completed)}</td><td>${ring.malformed}</td><td>${ring.lost}</td></tr>`)}</tbody></table></div>`}
  </article>`;
}

function line(line) {
  if (line.from === null) return html`<tr class="dim"><td>${line.line}</td><th scope="row" class="mono">${line.name || '–'}</th>
    <td colspan="9">spare</td></tr>`;
  const { signs, words, alarm } = signsOf(line);
  return html`<tr>
    <td>${line.line}</td><th scope="row" class="mono">${line.name || '–'}</th>
    <td><a class="mono" href=${write('analyser', null, {}, [line.from])} title="Show its waveform">${line.from}</a></td>
    <td class="signs ${alarm ? 'alarm' : ''}" title=${words}><span aria-hidden="true">${signs}</span><span
      class="aside-text">${words}</span></td>
    <td>${line.direction}</td><td>${level(line.level)}</td>
    <td>${line.irq}${line.pending ? ' (pending)' : ''}${line.irq === 'none' ? '' : `, ${line.buffer}`}</td>
    <td>${count(line.edges)}</td><td>${count(line.delivered)}</td><td>${count(line.coalesced)}</td>
    <td class=${line.errors ? 'bad' : ''} title=${line.lastError?.text ?? ''}>${line.errors}${line.unheeded ? ' unheeded' : ''}</td>
  </tr>`;
}

/** How fast the counters grew since the document before this one; null = there was none. */
function ratesOf(guest) {
  const uptime = Number(hub.value.uptimeNs), last = before.get(guest.id);
  if (last && last.at === uptime) return last.rates;
  const rates = last && uptime > last.at
    ? Object.fromEntries(counted.map(key => [key, Math.max(0, guest[key] - last.values[key]) * 1e9 / (uptime - last.at)])) : null;
  before.set(guest.id, { at: uptime, values: Object.fromEntries(counted.map(key => [key, guest[key]])), rates });
  return rates;
}

/** The machine that was chosen last in this browser, for whatever guest. */
function machine() { return machines.find(({ text }) => text === localStorage.getItem(machineKey)) ?? machines[0]; }

function choose(text) { localStorage.setItem(machineKey, text); }

async function copy(guest) {
  const text = command(hub.value.config, guest.id, machine());
  try {
    await navigator.clipboard.writeText(text);
    notice.value = { text: `Copied: ${text}`, bad: false };
  } catch {
    notice.value = { text, bad: false };      // no permission for the clipboard: here it is to be selected
  }
}
