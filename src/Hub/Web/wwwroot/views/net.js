// One net: what it is, who drives and reads it, and what a user may do with it.

import { html, nothing } from '../lib/lit-html.js';
import { act, beat, clock, drive, levelOf, mayControl, nets, store, usersOf } from '../state.js';
import { post } from '../api.js';
import { pathOf } from '../model/names.js';
import { write } from '../model/route.js';
import { count, rate, span } from '../model/time.js';
import { fact, level, signsOf } from './parts.js';

let width = '20ms';

/** @param {string} address @param {() => void} close */
export function netPanel(address, close) {
  const net = nets.value.find(net => net.address === address);
  if (!net) return nothing;
  beat.value;
  const { line } = net, known = store.nets.get(address), now = levelOf(address), edges = known?.edges;
  return html`<aside class="panel" aria-label="Net ${address}">
    <header><h2 class="mono">${address}</h2><button class="quiet" @click=${close} aria-label="Close">✕</button></header>
    <p class="now">${level(now, net.up)} ${net.up ? now ? 'high' : 'low' : line.problem ?? 'the chip is not up'}
      ${edges && !Number.isNaN(edges.last) ? html`<span class="dim">for ${span(store.now - edges.last)},
        by ${store.causes[edges.causeAt(edges.count - 1)] || 'nobody known'}</span>` : nothing}</p>
    ${mayControl.value ? controls(net, now) : nothing}
    <dl>
      ${fact('offset', line.offset)} ${fact('name', line.name)} ${fact('bias', line.bias)} ${fact('resolve', line.resolve)}
      ${fact('active low', line.activeLow ? 'yes' : null)} ${fact('control', line.control)}
      ${fact('edges', count(line.edges))} ${fact('lost', line.lost || null)} ${fact('contentions', line.contentions || null)}
      ${fact('rate', edges ? rate(edges.rate(store.now)) : null)}
    </dl>
    <h3>Driven by</h3>
    ${line.drivers.length ? html`<ul class="plain">${line.drivers.map(driver => html`<li>${level(driver.level)}
      ${driver.kind} <span class="mono">${driver.who}</span></li>`)}</ul>` : html`<p
        class="dim">nobody: the bias decides (${line.bias})</p>`}
    <h3>Read by</h3>
    ${users(address)}
    <p><a href=${write('analyser', null, {}, [address])}>Show its waveform</a></p>
  </aside>`;
}

function users(address) {
  const all = usersOf.value.get(address) ?? [];
  if (all.length === 0) return html`<p class="dim">no guest maps it</p>`;
  return html`<ul class="plain">${all.map(({ guest, line }) => {
    const { signs, words } = signsOf(line);
    return html`<li><a class="mono" href=${write('guests', guest.id)}>${guest.id}:${line.name || line.line}</a>
      <span class="signs" aria-hidden="true">${signs}</span> <span class="dim">${words}</span></li>`;
  })}</ul>`;
}

function controls(net, now) {
  if (net.line.control !== 'drive') return html`<p class="dim">Not for driving from here (control: ${net.line.control}).</p>`;
  const path = pathOf(net.address, net.line.offset);
  const driven = net.line.drivers.some(driver => driver.kind === 'stimulus');
  return html`<div class="controls">
    <button role="switch" aria-checked=${now ? 'true' : 'false'} @click=${() => drive(path, now ? '0' : '1')}>
      <span class="track" aria-hidden="true"></span> High</button>
    <button ?disabled=${!driven} @click=${() => drive(path, 'z')}>Let go</button>
    <form @submit=${event => {
      event.preventDefault();
      act(() => post(`${path}/pulse`, { times: [width], level: now ? 0 : 1 }));
    }}><label>Pulse <input class="short" .value=${width} @input=${event => { width = event.target.value; }} pattern="\\d+(us|ms|s|m)"
      title="a time with its unit: 20ms" required></label><button>Pulse</button></form>
  </div>`;
}
