using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A simulated chip whose reactor stands still in the chip's first message until <see cref="Open()"/>.</summary>
internal sealed class GatedPort : IChipPort, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SimulatedPort _port = new();
    private readonly ManualResetEventSlim _gate = new();

    public void Open() => _gate.Set();

    public void Open(int opening, IActorRef chip)
    {
        _gate.Wait(Patience);
        _port.Open(opening, chip);
    }

    public PortResult Begin(PortOperation operation, IActorRef chip) => _port.Begin(operation, chip);

    public void Close() => _port.Close();

    public void Dispose() => _gate.Dispose();
}
