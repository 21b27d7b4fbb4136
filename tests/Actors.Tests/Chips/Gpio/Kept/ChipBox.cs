using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>A chip's address without an actor: what is told waits until the test takes it.</summary>
internal sealed class ChipBox : MinimalActorRef
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<object> _told = [];

    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "test"));

    public override IActorRefProvider Provider => throw new NotSupportedException();

    /// <param name="waits">For the chip's thread, if nothing is there.</param>
    public bool TryTake([NotNullWhen(true)] out object? message, bool waits) =>
        _told.TryTake(out message, waits ? Patience : TimeSpan.Zero);

    protected override void TellInternal(object message, IActorRef sender) => _told.Add(message);
}
