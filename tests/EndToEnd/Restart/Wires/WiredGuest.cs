using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>A guest of our own, written by hand so that nothing between it and the rings forgives: it drives some wires and watches others,
/// and checks each answer and each pair as it comes.</summary>
internal sealed class WiredGuest : IDisposable
{
    private readonly BareGuest _guest;
    private readonly long[] _sentNs;
    private readonly Wire?[] _bySlot;
    private readonly Wire?[] _byInput;

    public WiredGuest(string id, string socket, FrontEndOptions options)
    {
        Id = id;
        _guest = BareGuest.Connect(socket, options);
        _sentNs = new long[_guest.Requests.Slots];
        _bySlot = new Wire?[_guest.Requests.Slots];
        _byInput = new Wire?[_guest.Lines];
    }

    public string Id { get; }

    public VhostUserFrontEnd FrontEnd => _guest.FrontEnd;

    /// <summary>Pairs that came back INVALID: those that a stop of the rings gave back.</summary>
    public long Invalids { get; private set; }

    public long Answers { get; private set; }

    /// <summary>The longest time from a write into the ring until its answer was read.</summary>
    public long LongestNs { get; private set; }

    public bool HasUsed => _guest.Requests.HasUsed || _guest.Events!.HasUsed;

    /// <summary>Makes a line an output, low.</summary>
    public void Drive(Wire wire, IEnumerable<int> slots)
    {
        _guest.Ask(GpioMessage.SetDirection, wire.Output, (uint)GpioDirection.Out);
        _guest.Ask(GpioMessage.SetValue, wire.Output, 0);
        foreach (int slot in slots) _bySlot[slot] = wire;
    }

    public void Watch(Wire wire)
    {
        _byInput[wire.Input] = wire;
        _guest.Ask(GpioMessage.SetDirection, wire.Input, (uint)GpioDirection.In);
        Span<byte> pair = stackalloc byte[IrqRequest.Size];
        new IrqRequest((ushort)wire.Input).Encode(pair);
        _guest.Events!.Write(wire.Input, pair);
        _guest.Ask(GpioMessage.SetIrqType, wire.Input, (uint)IrqType.EdgeBoth);
        _guest.Unmask(wire.Input);
        _guest.Events.Publish();
    }

    public void Write(int slot, int line, bool level)
    {
        _sentNs[slot] = MonotonicClock.Now;
        _guest.Prepare(slot, GpioMessage.SetValue, line, level ? 1u : 0u);
        _guest.Requests.Submit(slot);
    }

    /// <summary>Shows the hub what was written and unmasked.</summary>
    /// <param name="eventsFirst">Whether an edge of these writes finds its line unmasked.</param>
    /// <returns>Whether the requestq was kicked.</returns>
    public bool Publish(bool eventsFirst)
    {
        if (eventsFirst) _guest.Events!.Publish();
        bool kicked = _guest.Requests.Publish();
        if (!eventsFirst) _guest.Events!.Publish();
        return kicked;
    }

    /// <summary>Takes back whatever has come.</summary>
    /// <returns>Whether anything had.</returns>
    /// <exception cref="ScenarioException">It is not what was asked for.</exception>
    public bool Collect()
    {
        bool any = false;
        while (_guest.Requests.TryCollect(out int slot, out ushort answer))
        {
            any = true;
            if (answer != 0 || _bySlot[slot] is not { } wire)
                throw new ScenarioException($"{Id}: slot {slot} came back with 0x{answer:x}; {_bySlot[slot]}");
            Answers++;
            LongestNs = Math.Max(LongestNs, MonotonicClock.Now - _sentNs[slot]);
            wire.Answered(slot);
        }

        while (_guest.Events!.TryCollect(out int line, out ushort status))
        {
            any = true;
            if (_byInput[line] is not { } wire) throw new ScenarioException($"{Id}: line {line} is not watched, and its pair came back");
            if ((IrqStatus)status == IrqStatus.Valid) wire.Interrupted();
            else Invalids++;
            _guest.Unmask(line);
        }

        return any;
    }

    /// <summary>Asks to be called.</summary>
    /// <returns>true: something came meanwhile, do not sleep.</returns>
    public bool EnableInterrupts() => _guest.Requests.EnableInterrupts() | _guest.Events!.EnableInterrupts();

    /// <summary>The level that this guest reads; nothing may be outstanding.</summary>
    public bool Read(int line) => _guest.Ask(GpioMessage.GetValue, line) != 0;

    public void Dispose() => _guest.Dispose();
}
