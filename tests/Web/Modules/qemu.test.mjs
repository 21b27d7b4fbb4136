// The command that starts a guest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, machines } from '../../../src/Hub/Web/wwwroot/model/qemu.js';

const of = text => machines.find(machine => machine.text === text);

test('a machine has one text, and a PC is the first', () => {
  assert.equal(new Set(machines.map(({ text }) => text)).size, machines.length);
  assert.equal(machines[0].text, 'x86_64 q35');
});

test('the command names program, machine, transport, and a processor of 64 bits where the default is none', () => {
  assert.equal(command('rig.yaml', 'ivi', of('x86_64 q35')),
    'qemu-system-x86_64 -M q35 -m 2G $(gpiohub qemu-args rig.yaml ivi --memory 2G --arch x86_64 --machine q35 --transport pci)');
  assert.equal(command('rig.yaml', 'ivi', of('aarch64 virt, mmio')),
    'qemu-system-aarch64 -M virt -cpu max -m 2G ' +
    '$(gpiohub qemu-args rig.yaml ivi --memory 2G --arch aarch64 --machine virt --transport mmio)');
});

test('a path that a shell would take apart is quoted', () => {
  assert.ok(command("/tmp/o'hara rig.yaml", 'ivi', machines[0]).includes(`gpiohub qemu-args '/tmp/o'\\''hara rig.yaml' ivi `));
});
