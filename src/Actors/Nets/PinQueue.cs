using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Nets;

/// <summary>The order of operations on a chip's pins: a pin has one operation at the device at a time (HR-01), and the others wait in the
/// order in which they came.</summary>
/// <remarks>It knows when an operation's turn is, not what the operation does. Chip's reactor only.</remarks>
internal sealed class PinQueue(ChipNets nets, IPinPort port, ChipFaults faults, ChipContact contact)
{
    private readonly bool _isDevice = port.IsDevice;
    private bool _busyNoted;

    /// <summary>No operation is at the device or waits for it.</summary>
    public bool IsQuiet
    {
        get
        {
            foreach (var net in nets.All)
                if (net.Queue.AtPort is not null) return false;
            return true;
        }
    }

    /// <summary>A fault of the chip takes operations in place of the device.</summary>
    public bool IsFaulty => faults.IsFaulty;

    /// <summary>Nothing at the device hangs, or nothing is there that could hang: the chip's actor stops checking.</summary>
    public void NothingBusy() => _busyNoted = false;

    /// <summary>Lets an operation in.</summary>
    /// <returns>true = its turn is now; false = it waits.</returns>
    public bool Enter(PortOperation operation)
    {
        var queue = operation.Net.Queue;
        if (queue.AtPort is not { } before) return true;
        if (before.IsKept) faults.CountBehind(operation);
        queue.Wait(operation);
        return false;
    }

    /// <summary>Hands an operation to the device, or to the fault in its place.</summary>
    /// <returns>null = the answer comes later.</returns>
    public ChipOutcome? Hand(PortOperation operation)
    {
        operation.Ticket++;
        (operation.Sensed, operation.Why, operation.IsKept) = (null, null, false);
        var result = faults.IsFaulty ? faults.Take(operation) : port.Begin(operation, contact.Actor);
        if (result == PortResult.Pending)
        {
            operation.Net.Queue.Hold(operation);
            if (_isDevice) NoteBusy();
            return null;
        }

        return result switch { PortResult.Done => ChipOutcome.Done, PortResult.Refused => ChipOutcome.Refused, _ => ChipOutcome.Gone };
    }

    private void NoteBusy()
    {
        if (_busyNoted) return;
        _busyNoted = true;
        contact.Tell(NetProtocol.PortBusy.Instance);
    }
}
