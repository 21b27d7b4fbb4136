using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Transports.Tests.Reactor;

internal sealed class Work(Action execute) : IReactorWork
{
    public void Execute() => execute();
}

internal sealed class Ready(Action<EpollEvents> onReady) : IReadyHandler
{
    public void OnReady(EpollEvents events) => onReady(events);
}

internal sealed class Participant : ITurnParticipant
{
    public Func<bool> WorkCheck { get; set; } = () => false;

    public Action OnIntake { get; set; } = () => { };

    public Action OnFlush { get; set; } = () => { };

    public Action OnDisarm { get; set; } = () => { };

    public bool HasWork => WorkCheck();

    public void Disarm() => OnDisarm();

    public bool Arm() => WorkCheck();

    public void Intake() => OnIntake();

    public Action OnSettle { get; set; } = () => { };

    public void Settle() => OnSettle();

    public void Flush() => OnFlush();
}

internal sealed class Faults
{
    public List<(Exception Error, string Where)> Seen { get; } = [];

    public void Add(Exception e, string where)
    {
        lock (Seen) Seen.Add((e, where));
    }

    /// <summary>For reactors that are expected to meet none.</summary>
    public static void Unexpected(Exception e, string where) => throw new InvalidOperationException(where, e);
}

internal static class Patience
{
    /// <summary>Lets a lost wake-up fail its spec instead of hanging the run; no spec depends on how long anything takes.</summary>
    public static Task<T> OrHung<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <inheritdoc cref="OrHung{T}"/>
    public static Task OrHung(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}
