// Small things that several views show. A state is always a shape and a word; its colour only repeats it.

import { html, nothing } from '../lib/lit-html.js';
import { count } from '../model/time.js';

const guestGlyphs = { running: '●', connected: '◐', waiting: '○', stopped: '■', 'no-driver': '▲' };
const chipGlyphs = { up: '●', opening: '◐', absent: '○', failing: '▲' };
const irqGlyphs = { none: '·', rising: 'R', falling: 'F', both: 'B', 'level-high': 'H', 'level-low': 'L' };
const accessGlyphs = { in: '▼', out: '▲', inout: '◆' };

/** A level as a wave would have it: 1 stands high, 0 lies low. @param {number|null} value */
export function level(value, usable = true) {
  if (value === null || !usable) return html`<span class="level none" title="no level">?</span>`;
  return value ? html`<span class="level high" title="high (1)">1</span>` : html`<span class="level low" title="low (0)">0</span>`;
}

/** The state of a guest or a chip, with its word. */
export function state(word, chip = false) {
  return html`<span class="state ${word}"><span aria-hidden="true">${(chip ? chipGlyphs : guestGlyphs)[word] ?? '?'}</span> ${word}</span>`;
}

/** Only the glyph, for a narrow column; the word is its title. */
export function stateGlyph(word) {
  return html`<span class="state ${word}" title=${word}><span aria-hidden="true">${guestGlyphs[word] ?? '?'}</span>
    <span class="aside-text">${word}</span></span>`;
}

/** The signs of a guest's line in the crossbar. @returns {{ signs: string, words: string, alarm: boolean }} */
export function signsOf(line) {
  const masked = line.irq !== 'none' && line.buffer !== 'held';
  const marks = `${masked ? 'm' : ''}${line.latched ? '!' : ''}${line.diverged ? '?' : ''}`;
  return {
    signs: `${accessGlyphs[line.access] ?? line.access} ${irqGlyphs[line.irq] ?? line.irq}${marks}`,
    words: [
      line.access === 'in' ? 'reads' : line.access === 'out' ? 'drives' : 'reads and drives',
      line.irq === 'none' ? 'no interrupt' : `interrupt ${line.irq}${masked ? ', masked' : ', armed'}`,
      ...line.latched ? ['latched'] : [], ...line.diverged ? ['diverged'] : [], ...line.unheeded ? ['refused and unheeded'] : [],
    ].join(', '),
    alarm: line.latched || line.diverged || line.unheeded,
  };
}

export const legend = html`<p class="legend">
  <span>▼ reads</span> <span>▲ drives</span> <span>◆ both</span> <span>· no interrupt</span>
  <span>R F B edge: rising, falling, both</span>
  <span>H L level: high, low</span> <span>m masked</span> <span>! latched</span> <span>? diverged</span></p>`;

/** A key and its value, where there is one. */
export function fact(key, value) {
  return value === null || value === undefined || value === '' ? nothing : html`<div><dt>${key}</dt><dd>${value}</dd></div>`;
}

export function empty(title, text) { return html`<div class="empty"><h2>${title}</h2><p>${text}</p></div>`; }

/** A list of options that every form with a target shares. */
export function addresses(id, all) {
  return html`<datalist id=${id}>${all.map(address => html`<option value=${address}></option>`)}</datalist>`;
}

/** A field that narrows a list. @param {import('../lib/signals-core.js').Signal<string>} sought */
export function search(sought, placeholder) {
  return html`<label>Filter <input type="search" placeholder=${placeholder} .value=${sought.value} @input=${event => {
    sought.value = event.target.value;
  }}></label>`;
}

/** The head of a table. @param {string[]} words */
export function heads(words) { return html`<thead><tr>${words.map(word => html`<th scope="col">${word}</th>`)}</tr></thead>`; }

/** A choice among few. @param {[string, string][]} choices values, and how they are called */
export function choice(label, choices, chosen, set) {
  return html`<select aria-label=${label} @change=${event => set(event.target.value)}>${choices.map(([value, text]) =>
    html`<option value=${value} ?selected=${value === String(chosen)}>${text}</option>`)}</select>`;
}

/** A number of things, in words: 1 fault, 2 faults. */
export function counted(n, thing) { return `${count(n)} ${thing}${n === 1 ? '' : 's'}`; }
