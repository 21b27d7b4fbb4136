// Guests of one template are one column: ecu-1 … ecu-24 is ecu-{1..24}.

/** Groups ids that differ in one number only, and follow each other. @param {string[]} ids @returns {{ name: string, ids: string[] }[]} */
export function fold(ids, least = 3) {
  const groups = [];
  for (const id of ids) {
    const match = /^(.*?)(\d+)(\D*)$/.exec(id);
    const last = groups.at(-1);
    const stem = match && `${match[1]}\u0000${match[3]}`;
    if (match && last?.stem === stem && Number(match[2]) === last.to + 1) {
      last.ids.push(id);
      last.to++;
      last.end = match[2];
    } else {
      groups.push({ ids: [id], stem, to: match ? Number(match[2]) : NaN, begin: match?.[2], end: match?.[2], parts: match });
    }
  }
  return groups.flatMap(group => group.ids.length >= least
    ? [{ name: `${group.parts[1]}{${group.begin}..${group.end}}${group.parts[3]}`, ids: group.ids }]
    : group.ids.map(id => ({ name: id, ids: [id] })));
}
