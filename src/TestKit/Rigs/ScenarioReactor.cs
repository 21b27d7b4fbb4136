using System.Runtime.InteropServices;
using GpioHub.TestKit.Memory;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.TestKit.Rigs;

/// <summary>The production turn loop, driven by the test; it also watches stand-ins for descriptors.</summary>
/// <remarks>It asks a stand-in before each turn. The stand-in's handler runs as work of that turn, and what the handler asks for happens in
/// the next turn.</remarks>
internal sealed class ScenarioReactor(Action<Exception, string> onFault) : IReactor, IDisposable
{
    private static readonly Action<object> Run = static watch => ((Watch)watch).Run();

    private readonly PumpReactor _pump = new(onFault);
    private readonly Dictionary<IWatchable, Watch> _watches = new(ReferenceEqualityComparer.Instance);

    public bool IsReactorThread => _pump.IsReactorThread;

    public RecordTurn? Record
    {
        get => _pump.Record;
        set => _pump.Record = value;
    }

    public void AfterCommit(IReactorWork work) => _pump.AfterCommit(work);

    public bool RunTurn()
    {
        foreach (var watch in _watches.Values)
            if (watch.IsDue()) _pump.Post(watch, Run);
        return _pump.RunTurn();
    }

    /// <summary>Runs turns on the calling thread until cancelled: actors need them in order to end.</summary>
    public void RunUntil(CancellationToken cancelled) => _pump.RunUntil(cancelled);

    void IReactor.Watch(SafeHandle fd, EpollEvents events, IReadyHandler handler)
    {
        if (fd is not IWatchable local) _pump.Watch(fd, events, handler);
        else if (!_watches.TryAdd(local, new Watch(local, events, handler)))
            throw new ArgumentException("the descriptor is watched already", nameof(fd));
    }

    public void Rewatch(SafeHandle fd, EpollEvents events)
    {
        if (fd is not IWatchable local) _pump.Rewatch(fd, events);
        else if (_watches.TryGetValue(local, out var watch)) watch.Events = events;
        else throw new ArgumentException("the descriptor is not watched", nameof(fd));
    }

    public void Unwatch(SafeHandle fd)
    {
        if (fd is not IWatchable local) _pump.Unwatch(fd);
        else if (_watches.Remove(local, out var watch)) watch.Ended = true;
    }

    public void Post(IReactorWork work) => _pump.Post(work);

    public void Post(object state, Action<object> run) => _pump.Post(state, run);

    public void Join(ITurnParticipant participant) => _pump.Join(participant);

    public void Leave(ITurnParticipant participant) => _pump.Leave(participant);

    public void RequestIntake(ITurnParticipant participant) => _pump.RequestIntake(participant);

    public void RequestFlush(ITurnParticipant participant) => _pump.RequestFlush(participant);

    public void Dispose() => _pump.Dispose();

    /// <summary>The watch of one stand-in.</summary>
    private sealed class Watch(IWatchable local, EpollEvents events, IReadyHandler handler)
    {
        private long _seen = local.IsReady ? local.Raised - 1 : local.Raised;     // ready when it is added: that counts as an edge

        public EpollEvents Events { get; set; } = events;

        public bool Ended { get; set; }

        public bool IsDue()
        {
            if ((Events & EpollEvents.EdgeTriggered) == 0) return local.IsReady && (Events & EpollEvents.In) != 0;
            bool due = local.Raised != _seen;
            _seen = local.Raised;
            return due;
        }

        public void Run()
        {
            if (!Ended) handler.OnReady(EpollEvents.In);
        }
    }
}
