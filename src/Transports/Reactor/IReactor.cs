using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.Reactor;

/// <summary>A reactor: it does the work of one thread in turns of readiness, intake, run queue and flush.</summary>
/// <remarks>
/// One turn: (0) handlers of ready descriptors run, and work from other threads joins the run queue; (1)
/// <see cref="ITurnParticipant.Intake"/> of each participant that asked; (2) the run queue until it is empty, with what that enqueues; (3)
/// <see cref="ITurnParticipant.Settle"/> of each participant that asked for a flush, then the turn is committed to the
/// <see cref="Record"/>; (4) what waited for that, then <see cref="ITurnParticipant.Flush"/> of each participant that asked. So nothing of
/// a turn can be seen outside before a successor of this process would know of it. An exception is reported, its work counts as done, and
/// nothing else is affected.
/// Everything but <see cref="Post(IReactorWork)"/> and <see cref="IsReactorThread"/> is for the reactor's own thread, or for any one thread
/// while no turn can run (before the start, after the stop, between the turns of a pump); elsewhere it throws
/// <see cref="InvalidOperationException"/>.
/// </remarks>
public interface IReactor
{
    /// <summary>Whether the calling thread is running a turn of this reactor now.</summary>
    bool IsReactorThread { get; }

    /// <summary>What turns are recorded in, for a successor of this process; null = in nothing.</summary>
    RecordTurn? Record { get; }

    /// <summary>Has work done in this turn, once the turn is committed and before anything is flushed; from Flush itself, in the next turn.
    /// For what others see, and what cannot be taken back.</summary>
    void AfterCommit(IReactorWork work);

    /// <summary>Queues work, first in first out per posting thread. Any thread. Allocates nothing in steady state; wakes a sleeping
    /// reactor.</summary>
    /// <remarks>Posted from the reactor's own thread, work runs in this turn (from Flush: in the next). Posted from others it runs in the
    /// next turn. After a stop it is dropped.</remarks>
    void Post(IReactorWork work);

    /// <summary><see cref="Post(IReactorWork)"/> for objects of a foreign type:
    /// <paramref name="run"/> is called with <paramref name="state"/>.</summary>
    /// <param name="run">A delegate kept by the caller, so that a post allocates none.</param>
    void Post(object state, Action<object> run);

    /// <summary>Calls <paramref name="handler"/> in phase 0 whenever <paramref name="fd"/> is ready; level-triggered unless asked
    /// otherwise.</summary>
    /// <remarks>The reactor keeps the descriptor open until <see cref="Unwatch"/>, even if it is disposed before.</remarks>
    /// <exception cref="ArgumentException">Watched already.</exception>
    /// <exception cref="ErrnoException">EPERM: a kind that cannot be watched.</exception>
    void Watch(SafeHandle fd, EpollEvents events, IReadyHandler handler);

    /// <summary>Changes what a watched descriptor is watched for; None still reports errors and hang-ups.</summary>
    /// <exception cref="ArgumentException">Not watched.</exception>
    void Rewatch(SafeHandle fd, EpollEvents events);

    /// <summary>Ends a watch at once: its handler is not called again, not even for an event already fetched. No effect if not
    /// watched.</summary>
    void Unwatch(SafeHandle fd);

    /// <summary>Makes a participant known. No effect if it is known already.</summary>
    void Join(ITurnParticipant participant);

    /// <summary>Forgets a participant and what it asked for, at once. No effect if it is not known.</summary>
    void Leave(ITurnParticipant participant);

    /// <summary>Asks for one <see cref="ITurnParticipant.Intake"/>: from phase 0 in this turn, from later phases in the next. Asking twice
    /// gives one. Ignored for a participant that is not known.</summary>
    void RequestIntake(ITurnParticipant participant);

    /// <summary>Asks for one <see cref="ITurnParticipant.Flush"/>: at the end of this turn, from Flush itself at the end of the next.
    /// Asking twice gives one. Ignored for a participant that is not known.</summary>
    void RequestFlush(ITurnParticipant participant);
}

/// <summary>A part of each turn that takes input in and puts results out: a guest's rings.</summary>
public interface ITurnParticipant
{
    /// <summary>Whether there is input. Cheap: called again and again from <see cref="IReactor.Join"/> or an Intake on, until
    /// <see cref="Arm"/>.</summary>
    bool HasWork { get; }

    /// <summary>The reactor polls for a while: input need not be announced, but may be.</summary>
    void Disarm();

    /// <summary>The reactor stops polling: asks that a watched descriptor announce the next input, then looks once more, with a full fence
    /// between.</summary>
    /// <returns>true = there is input.</returns>
    bool Arm();

    /// <summary>Takes a bounded amount of input and posts work for it; asks again if there is more.</summary>
    void Intake();

    /// <summary>Puts together what <see cref="Flush"/> will publish. Nothing is seen outside yet.</summary>
    void Settle();

    /// <summary>Publishes what this turn has staged.</summary>
    void Flush();
}

/// <summary>The handler of a watched descriptor, called when the descriptor is ready.</summary>
public interface IReadyHandler
{
    /// <param name="events">What it is ready for; errors and hang-ups are reported even if not asked for.</param>
    void OnReady(EpollEvents events);
}

/// <summary>A preallocated piece of work.</summary>
public interface IReactorWork
{
    void Execute();
}
