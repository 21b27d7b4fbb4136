using GpioHub.Rules.Faults;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>A fault of a line or a chip that the scenario has added. It stays until it <see cref="Ends"/>, its time is over, or it has done
/// its work.</summary>
public sealed class ActiveFault : IDisposable
{
    private readonly Rig _rig;
    private readonly string _row;
    private readonly FaultSnapshot _begun;

    internal ActiveFault(Rig rig, string row, FaultTarget target, FaultOrder order)
    {
        (_rig, _row) = (rig, row);
        rig.Journal.Add(row, EntryKind.Event, $"has a fault: {FaultNames.Of(order.Kind)}");
        var result = rig.AddFault(target, order);
        _begun = result.Fault ?? throw new ScenarioException($"{row} cannot have the fault: {result.Detail}");
    }

    /// <summary>The fault's id as <c>gpiohub fault list</c> shows it: <c>f1</c>.</summary>
    public string Id => FaultNames.Id(_begun.Number);

    public bool IsActive => Now is not null;

    /// <summary>How often it has acted: an edge or an operation that it made, hid, inverted, delayed or refused.</summary>
    /// <exception cref="ScenarioException">It is not active any more.</exception>
    public long Fired => Active.Fired;

    /// <summary>The time until it ends by itself; null = it stays until it is ended.</summary>
    /// <exception cref="ScenarioException">It is not active any more.</exception>
    public TimeSpan? EndsIn => Active.EndsInNs is { } ns ? TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick) : null;

    private FaultSnapshot? Now => _rig.Faults().FirstOrDefault(fault => fault.Number == _begun.Number);

    private FaultSnapshot Active =>
        Now ?? throw new ScenarioException($"the fault {Id} of {_row} is not active any more{Picture.Of(_rig.Journal, [_row])}");

    /// <summary>Clears the fault: readers see the line as it is, a chip is asked again. If the fault has ended already, nothing
    /// happens.</summary>
    public void Ends()
    {
        if (_rig.ClearFault(_begun.Number)) _rig.Journal.Add(_row, EntryKind.Event, $"{FaultNames.Of(_begun.Order.Kind)} is cleared");
    }

    /// <summary><see cref="Ends"/>.</summary>
    public void Dispose() => Ends();

    /// <exception cref="ScenarioException">It has acted more or less often, or is not active any more.</exception>
    public void ShouldHaveFired(int times)
    {
        if (Fired != times)
        {
            throw new ScenarioException(
                $"the fault {Id} of {_row} has fired {Fired} times, expected {times}{Picture.Of(_rig.Journal, [_row])}");
        }
    }
}
