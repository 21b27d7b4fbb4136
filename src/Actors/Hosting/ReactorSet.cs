using Akka.Actor;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Hosting;

/// <summary>The reactors of a running rig with their threads, numbered from 0. They start before the first actor and end after the
/// last.</summary>
public sealed class ReactorSet : IDisposable
{
    private readonly EpollReactor[] _reactors;

    /// <param name="count">1 or more.</param>
    /// <param name="onFault">Gets an exception that leaves a turn, and where it came from; called on any reactor's thread.</param>
    /// <param name="polling">How long each looks at its rings before it sleeps.</param>
    /// <param name="record">What the turns of a reactor are recorded in, by its number; null = in nothing.</param>
    public ReactorSet(int count, Action<Exception, string> onFault, Polling polling = default, Func<int, RecordTurn?>? record = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _reactors = [.. Enumerable.Range(0, count)
            .Select(number => new EpollReactor(onFault, polling) { Record = record?.Invoke(number) })];
    }

    public IReadOnlyList<IReactor> All => _reactors;

    /// <summary>The dispatcher that runs actors on a reactor.</summary>
    public static string IdOf(int number) => $"reactor-{number}";

    /// <summary>Makes the reactors known to the system, and starts them. Once.</summary>
    /// <param name="threads">What their threads are called, before the number.</param>
    public void Start(ActorSystem system, string threads = "reactor")
    {
        for (int number = 0; number < _reactors.Length; number++)
        {
            ReactorConfigurator.Register(system, IdOf(number), _reactors[number]);
            _reactors[number].Start($"{threads}-{number}");
        }
    }

    /// <summary>Ends the threads. Call it only when the actor system has ended: an actor whose reactor stands still never stops.</summary>
    public void Dispose()
    {
        foreach (var reactor in _reactors) reactor.Stop();   // all, before the first is disposed: until then one may post to another
        foreach (var reactor in _reactors) reactor.Dispose();
    }
}
