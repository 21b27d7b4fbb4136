// Addresses of nets and of guests' lines, and where the API has them.

/** The addresses of a chip's lines, in their order: by name where an address can use it, else by offset. */
export function addressesOf(chip) {
  const named = new Map();
  for (const { name } of chip.lines) named.set(name, (named.get(name) ?? 0) + 1);
  return chip.lines.map(({ name, offset }) => `${chip.id}/${name && !/^\d+$/.test(name) && named.get(name) === 1 ? name : offset}`);
}

/** The resource of a net. A browser takes a name of dots for a folder, so such a line is asked for by its offset. */
export function pathOf(address, offset = null) {
  const slash = address.indexOf('/');
  const name = address.slice(slash + 1);
  return `/v1/lines/${encodeURIComponent(address.slice(0, slash))}/${encodeURIComponent(/^\.{1,2}$/.test(name) ? offset : name)}`;
}

/** What is behind the chip or the guest: a short name for a row. */
export function shortOf(address) { return address.slice(address.search(/[/:]/) + 1); }
