using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A simulated chip whose reactor stands still in the chip's first message until <see cref="Open()"/>.</summary>
internal sealed class GatedPort : IChipPort, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SimulatedPort _port = new();
    private readonly ManualResetEventSlim _gate = new();

    public void Open() => _gate.Set();

    public void Open(ChipPlan plan, IActorRef chip)
    {
        _gate.Wait(Patience);
        _port.Open(plan, chip);
    }

    public PortResult Begin(LineOperation operation, IActorRef chip) => _port.Begin(operation, chip);

    public bool? Hardware(int offset) => _port.Hardware(offset);

    public void Close() => _port.Close();

    public void Dispose() => _gate.Dispose();
}
