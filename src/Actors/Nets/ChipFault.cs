using GpioHub.Actors.Wires;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Nets;

/// <summary>A fault of a whole chip: <c>error</c> or <c>hang</c>. Its chip's reactor only.</summary>
/// <param name="endsNs">When it ends by itself, nanoseconds; null = when it is cleared.</param>
/// <param name="fired">How often it has acted before.</param>
internal sealed class ChipFault(int number, FaultOrder order, long? endsNs, long fired = 0)
{
    private readonly string _why = $"fault {FaultNames.Id(number)}: {FaultNames.Of(order.Kind)}";

    public int Number => number;

    public FaultOrder Order => order;

    public long? EndsNs => endsNs;

    /// <summary>Operations that it has refused or kept and for which somebody waited.</summary>
    public long Fired { get; private set; } = fired;

    /// <summary>Notes that it has acted on an operation: taken it, or kept it waiting behind one that it has taken.</summary>
    public void Count(PortOperation operation)
    {
        if (operation is LineOperation { Ask: not ChipAsk.Tell } or StimulusOperation) Fired++;
    }

    /// <summary>Takes an operation in place of the device.</summary>
    public PortResult Take(PortOperation operation)
    {
        Count(operation);
        operation.Pin = default;                                           // the operation was never at the device
        if (order.Kind == FaultKind.Error)
        {
            operation.Why = _why;
            return PortResult.Refused;
        }

        operation.IsKept = true;
        return PortResult.Pending;
    }
}
