using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>What <c>gpiohub mon</c> makes of a stream of events.</summary>
internal interface IMonView
{
    /// <summary>It has shown as much as was wanted.</summary>
    bool IsDone { get; }

    /// <summary>After how long it wants to be called though nothing comes; null = never.</summary>
    TimeSpan? Wakes { get; }

    /// <summary>Shows an item of the stream.</summary>
    Task TakeAsync(EventItem item, CancellationToken cancel);

    /// <summary>Nothing has come for the time of <see cref="Wakes"/>.</summary>
    Task WakeAsync(CancellationToken cancel);

    /// <summary>The stream has ended, or whoever looked has had enough.</summary>
    Task EndAsync();
}
