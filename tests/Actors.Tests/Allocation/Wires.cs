using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>Lines that the first guest drives and all others watch.</summary>
internal sealed class Wires
{
    private readonly BareGuest _source;
    private readonly (BareGuest Guest, Chain[] Pairs)[] _watchers;
    private readonly Chain[][] _drive;
    private int _level;

    /// <param name="type">What the others are interested in; the lines are low.</param>
    public Wires(HotRig rig, int lines, IrqType type)
    {
        _source = rig.Guests[0];
        int[] all = [.. Enumerable.Range(0, lines)];
        foreach (int line in all) _source.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
        _drive = [.. new uint[] { 0, 1 }.Select(value => all.Select(line => _source.Message(GpioMessage.SetValue, line, value)).ToArray())];
        _watchers = [.. rig.Guests.Skip(1).Select(guest => (guest, all.Select(line => guest.Pair(line, IrqStatus.Valid)).ToArray()))];
        foreach (var (guest, _) in _watchers)
            foreach (int line in all) guest.Ask(GpioMessage.SetIrqType, line, (uint)type);
    }

    /// <summary>Drives every line to its other level, all in one turn of the hub, and waits until that is answered.</summary>
    public void Toggle()
    {
        _level = 1 - _level;
        _source.Requests.Do(_drive[_level]);
    }

    /// <summary>As <see cref="Toggle"/>, with everything that it causes piled up on its way.</summary>
    public Task PileUpAsync(HotRig rig)
    {
        _level = 1 - _level;
        return rig.PileUpAsync(_drive[_level]);
    }

    /// <summary>Unmasks every line of every watcher.</summary>
    public void Arm()
    {
        foreach (var (guest, pairs) in _watchers) guest.Events.Offer(pairs);
    }

    /// <summary>Waits for one interrupt of each line at each watcher.</summary>
    public void AwaitAll()
    {
        foreach (var (guest, pairs) in _watchers) guest.Events.Await(pairs.Length);
    }
}
