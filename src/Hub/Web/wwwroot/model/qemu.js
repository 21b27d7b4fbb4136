// What one types to start a guest under QEMU. `gpiohub qemu-args` says the rest; it knows the same machines.

/** Those whose QEMU has the device, each with the ways to attach it. @type {[string[], string, string[]][]} */
const families = [
  [['x86_64', 'i386'], 'q35', ['pci']],
  [['x86_64', 'i386'], 'pc', ['pci']],
  [['x86_64', 'i386'], 'microvm', ['mmio']],
  [['aarch64', 'arm', 'riscv64'], 'virt', ['pci', 'mmio']],
];

/** Every machine that can be asked for. @type {{ arch: string, machine: string, transport: string, text: string }[]} */
export const machines = families.flatMap(([archs, machine, transports]) => archs.flatMap(arch => transports.map(transport => (
  { arch, machine, transport, text: `${arch} ${machine}${transports.length > 1 ? `, ${transport}` : ''}` }))));

/** The shell's words for a guest on one of the machines. */
export function command(config, guest, { arch, machine, transport }) {
  const cpu = arch === 'aarch64' || arch === 'arm' ? ' -cpu max' : '';      // the default of "virt" is an old one, of 32 bits
  return `qemu-system-${arch} -M ${machine}${cpu} -m 2G $(gpiohub qemu-args ${quoted(config)} ${guest} --memory 2G --arch ${arch} ` +
    `--machine ${machine} --transport ${transport})`;
}

function quoted(path) { return /^[\w./-]+$/.test(path) ? path : `'${path.replace(/'/g, "'\\''")}'`; }
