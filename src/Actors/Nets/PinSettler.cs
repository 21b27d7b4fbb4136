using System.Collections.Immutable;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;

namespace GpioHub.Actors.Nets;

/// <summary>Brings the pins of a device to what their nets want, and levels of the device to the nets, where no line's operation
/// does.</summary>
/// <remarks>A simulated chip has no pins: there is nothing to do. Chip's reactor only.</remarks>
internal sealed class PinSettler(ChipNets nets, ChipHealth health, IPinPort port, PinQueue queue, NetFaults faults, PinTroubles troubles)
{
    private readonly bool _isDevice = port.IsDevice;

    /// <summary>No level is being asked for, and no pin is on its way to what its net wants.</summary>
    public bool IsKnown
    {
        get
        {
            foreach (var net in nets.All)
                if (!IsKnownOf(net)) return false;
            return true;
        }
    }

    /// <summary><see cref="IsKnown"/>, of one net.</summary>
    public static bool IsKnownOf(Net net) => !net.Device.Sensing.Outstanding && !net.Device.Settling.Outstanding;

    /// <summary>The device is open; <paramref name="facts"/> says what it is and where its lines stand.</summary>
    public void Opened(PortFacts facts)
    {
        (health.Label, health.Path) = (facts.Label, facts.Path);
        for (int i = 0; i < facts.Lines.Length; i++) Found(nets[i], facts.Lines[i]);
    }

    /// <summary>The device has found where new lines are.</summary>
    public void Found(ImmutableArray<FoundPin> lines)
    {
        foreach (var (index, line) in lines)
        {
            if (index >= nets.All.Length) continue;
            Found(nets[index], line);
            Settle(nets[index]);
        }
    }

    /// <summary>Takes over a level that the device has shown, but not told as an edge.</summary>
    /// <param name="ns">CLOCK_MONOTONIC when it was read, nanoseconds; null = now.</param>
    public void Show(Net net, bool level, long? ns = null) => faults.Changed(net, net.Show(level), LogCause.Hardware, ns);

    /// <summary>Asks the device to make a pin what its net wants, unless the pin is so already.</summary>
    public void Settle(Net net)
    {
        var settling = net.Device.Settling;
        if (!_isDevice || settling.Outstanding || !health.IsUp) return;
        settling.Outstanding = true;
        if (queue.Enter(settling)) Execute(settling);
    }

    /// <summary>Settles every net.</summary>
    public void SettleAll()
    {
        if (!_isDevice) return;
        foreach (var net in nets.All) Settle(net);
    }

    /// <summary>Asks the device again for every pin that it refused while nobody waited.</summary>
    public void SettleRefused()
    {
        foreach (var net in nets.All)
            if (net.Device.Unsettled) Settle(net);
    }

    /// <summary>Settles the net at once, or when the operation at the device has come back.</summary>
    public void SettleNowOrLater(Net net)
    {
        if (!_isDevice) return;
        if (net.Device.Settling.Outstanding) troubles.NoteUnsettled(net);
        Settle(net);
    }

    /// <summary>Senses the level of a line at this moment, for a level interrupt (GU-19).</summary>
    /// <returns>null = the device is slow: the line is told later.</returns>
    public bool? Sense(Mapping mapping)
    {
        var net = mapping.Net;
        if (!_isDevice || !health.IsUp || net.State.Driven(net.Plan) is not null) return net.Level;
        if (Sense(net)) return Seen(net, net.Device.Sensing.Sensed);
        net.Device.Sensing.Awaited = true;
        return null;
    }

    /// <summary>Asks for the level of every line whose changes the device does not tell.</summary>
    public void Refresh()
    {
        if (!_isDevice || !health.IsUp) return;
        foreach (var net in nets.All) Refresh(net);
    }

    /// <summary><see cref="Refresh()"/>, of one line.</summary>
    public void Refresh(Net net)
    {
        if (_isDevice && health.IsUp && !port.Tracks(net) && net.State.Driven(net.Plan) is null) Sense(net);
    }

    /// <summary>What a pin is believed to show once it is let go.</summary>
    public bool? Undriven(Net net) => _isDevice && !net.Plan.LevelIsTold ? net.State.Driven(net.Plan) : null;

    /// <summary>Carries out an operation whose turn it is.</summary>
    /// <returns>true = it is done.</returns>
    public bool Execute(NetOperation operation)
    {
        if (!health.IsUp)
        {
            operation.Pin = default;                                       // the operation was never at the device
            return Complete(operation, ChipOutcome.Gone);
        }

        operation.Pin = operation.Net.Pin;
        return queue.Hand(operation) is { } outcome && Complete(operation, outcome);
    }

    /// <summary>Ends an operation that the device has answered.</summary>
    public bool Complete(NetOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        operation.Outstanding = false;
        troubles.NoteOutcome(operation, outcome);
        if (operation.Sensed is { } sensed && IsNews(operation)) Show(net, sensed);
        if (operation.Awaited) EdgeFanOut.TellLevel(net, Seen(net, operation.Sensed));
        operation.Awaited = false;
        bool settled = operation == net.Device.Settling && outcome == ChipOutcome.Done;
        if (settled && operation.Pin != net.Pin) Settle(net);              // it wants another by now
        return true;
    }

    /// <summary>Whether the level that an operation has sensed is not told as an edge as well.</summary>
    public bool IsNews(PortOperation operation) => operation.Ask != ChipAsk.Read || !port.Tracks(operation.Net);

    /// <summary>What readers see of a level that a device has just shown.</summary>
    private static bool Seen(Net net, bool? sensed) => net.Faults is null ? sensed ?? net.Level : net.Level;

    private void Found(Net net, in PortLine line)
    {
        (net.Offset, net.Device.FoundInput) = (line.Offset ?? net.Offset, line.IsInput);
        troubles.NoteProblem(net, line.Problem);
        if (line.Level is { } level && (net.Pin.Mode == PinMode.AsIs || net.Plan.LevelIsTold)) Show(net, level);
    }

    /// <returns>true = the answer is there already.</returns>
    private bool Sense(Net net)
    {
        var sensing = net.Device.Sensing;
        if (sensing.Outstanding) return false;
        sensing.Outstanding = true;
        return queue.Enter(sensing) && Execute(sensing);
    }
}
