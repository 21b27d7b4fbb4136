using System.Runtime.InteropServices;
using GpioHub.TestKit.Rigs;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A reactor that tells when a guest's intake and flush begin and end.</summary>
internal sealed class OrderReactor(ScenarioReactor reactor, IPhases phases) : IReactor
{
    private readonly Dictionary<ITurnParticipant, Told> _told = new(ReferenceEqualityComparer.Instance);

    public bool IsReactorThread => reactor.IsReactorThread;

    public RecordTurn? Record => reactor.Record;

    public void AfterCommit(IReactorWork work) => reactor.AfterCommit(work);

    public void Post(IReactorWork work) => reactor.Post(work);

    public void Post(object state, Action<object> run) => reactor.Post(state, run);

    public void Watch(SafeHandle fd, EpollEvents events, IReadyHandler handler) => ((IReactor)reactor).Watch(fd, events, handler);

    public void Rewatch(SafeHandle fd, EpollEvents events) => reactor.Rewatch(fd, events);

    public void Unwatch(SafeHandle fd) => reactor.Unwatch(fd);

    public void Join(ITurnParticipant participant) => reactor.Join(Of(participant));

    public void Leave(ITurnParticipant participant) => reactor.Leave(Of(participant));

    public void RequestIntake(ITurnParticipant participant) => reactor.RequestIntake(Of(participant));

    public void RequestFlush(ITurnParticipant participant) => reactor.RequestFlush(Of(participant));

    private Told Of(ITurnParticipant participant) =>
        _told.TryGetValue(participant, out var told) ? told : _told[participant] = new Told(participant, phases);

    private sealed class Told(ITurnParticipant participant, IPhases phases) : ITurnParticipant
    {
        public bool HasWork => participant.HasWork;

        public void Disarm() => participant.Disarm();

        public bool Arm() => participant.Arm();

        public void Intake()
        {
            participant.Intake();
            phases.IntakeEnded();
        }

        public void Settle() => participant.Settle();

        public void Flush()
        {
            phases.FlushBegins();
            participant.Flush();
            phases.FlushEnded();
        }
    }
}

/// <summary>Hears of the phases of a guest's turn.</summary>
internal interface IPhases
{
    void IntakeEnded();

    void FlushBegins();

    void FlushEnded();
}
