using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>What a dispatcher may need of its system.</summary>
public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    IScheduler Scheduler { get; }

    Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    public DefaultDispatcherPrerequisites(EventStream eventStream, IScheduler scheduler, Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        Scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    public EventStream EventStream { get; }

    public IScheduler Scheduler { get; }

    public Settings Settings { get; }

    public Mailboxes Mailboxes { get; }
}

/// <summary>Here every mailbox is unbounded and takes unstashed messages in front; there is nothing to choose.</summary>
public class Mailboxes
{
    public Mailboxes(ActorSystem system) { }
}

/// <summary>Makes the dispatcher of one id.</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>Called at each look-up of the id: an implementation returns one instance.</summary>
    public abstract MessageDispatcher Dispatcher();
}

/// <summary>Gives mailboxes a thread to run on.</summary>
public abstract class MessageDispatcher
{
    /// <summary>Messages of one mailbox per run, if the dispatcher sets nothing else.</summary>
    public const int DefaultThroughput = 100;

    private enum ShutdownState { Unscheduled, Scheduled, Rescheduled }

    private readonly Lock _shutdownLock = new();
    private ShutdownState _shutdownState;
    private long _inhabitants;

    protected MessageDispatcher(MessageDispatcherConfigurator configurator)
    {
        Configurator = configurator;
        Throughput = DefaultThroughput;
    }

    public MessageDispatcherConfigurator Configurator { get; }

    public EventStream EventStream => Configurator.Prerequisites.EventStream;

    public Mailboxes Mailboxes => Configurator.Prerequisites.Mailboxes;

    public string Id { get; protected set; }

    /// <summary>The longest run of one mailbox, 100 ns ticks; null: no limit.</summary>
    public long? ThroughputDeadlineTime { get; protected set; }

    /// <summary>A run handles at most this many messages and one more, then the mailbox goes to the end of the line.</summary>
    public int Throughput { get; set; }

    /// <summary>How long after its last actor has gone the dispatcher is shut down.</summary>
    public TimeSpan ShutdownTimeout { get; protected set; }

    /// <summary>Actors and scheduled actions that use this dispatcher.</summary>
    protected long Inhabitants => Interlocked.Read(ref _inhabitants);

    public void Schedule(Action run) => Schedule(new ActionRunnable(run));

    public void Schedule(IRunnable run)
    {
        Interlocked.Increment(ref _inhabitants);
        ExecuteTask(new Inhabitant(this, run));
    }

    public virtual void Dispatch(ActorCell cell, Envelope envelope)
    {
        var mailbox = cell.Mailbox;
        mailbox.Enqueue(envelope);
        if (mailbox.IsClosed) mailbox.CleanUpMessages();
        else RegisterForExecution(mailbox, hasMessageHint: true, hasSystemMessageHint: false);
    }

    /// <summary>Counts the actor in and lets its mailbox run.</summary>
    public virtual void Attach(ActorCell cell)
    {
        Interlocked.Increment(ref _inhabitants);
        RegisterForExecution(cell.Mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    /// <summary>Counts the actor out; its mailbox is closed and emptied.</summary>
    public virtual void Detach(ActorCell cell)
    {
        try
        {
            Interlocked.Decrement(ref _inhabitants);
            cell.Mailbox.BecomeClosed();
            cell.Mailbox.CleanUp();
        }
        finally
        {
            ScheduleShutdownIfUnused();
        }
    }

    /// <summary>Runs <paramref name="run"/> some time soon, on any thread. Called by any thread.</summary>
    protected abstract void ExecuteTask(IRunnable run);

    /// <summary>Called after the last actor has gone. The dispatcher may be used again afterwards.</summary>
    protected abstract void Shutdown();

    protected void ReportFailure(Exception ex) => EventStream.Publish(new Error(ex, GetType().FullName, GetType(), ex.Message));

    internal void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        var mailbox = cell.Mailbox;
        mailbox.SystemEnqueue(message);
        RegisterForExecution(mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    internal void RegisterForExecution(Mailbox mailbox, bool hasMessageHint, bool hasSystemMessageHint)
    {
        if (mailbox.CanBeScheduled(hasMessageHint, hasSystemMessageHint) && mailbox.SetAsScheduled()) ExecuteTask(mailbox);
    }

    internal void Suspend(ActorCell cell) => cell.Mailbox.Suspend();

    internal void Resume(ActorCell cell)
    {
        if (cell.Mailbox.Resume()) RegisterForExecution(cell.Mailbox, hasMessageHint: false, hasSystemMessageHint: false);
    }

    private void ScheduleShutdownIfUnused()
    {
        if (Inhabitants > 0) return;
        lock (_shutdownLock)
        {
            var before = _shutdownState;
            _shutdownState = before == ShutdownState.Unscheduled ? ShutdownState.Scheduled : ShutdownState.Rescheduled;
            if (before != ShutdownState.Unscheduled) return;
        }
        ScheduleShutdown();
    }

    private void ScheduleShutdown()
    {
        try
        {
            Configurator.Prerequisites.Scheduler.Advanced.ScheduleOnce(ShutdownTimeout, ShutdownIfStillUnused);
        }
        catch (SchedulerException) // the system has ended
        {
            Shutdown();
        }
    }

    private void ShutdownIfStillUnused()
    {
        lock (_shutdownLock)
        {
            bool again = _shutdownState == ShutdownState.Rescheduled;
            _shutdownState = again ? ShutdownState.Scheduled : ShutdownState.Unscheduled;
            if (again)
            {
                ScheduleShutdown();
                return;
            }
        }
        try
        {
            if (Inhabitants == 0) Shutdown();
        }
        catch (Exception e)
        {
            ReportFailure(e);
        }
    }

    private sealed class Inhabitant(MessageDispatcher dispatcher, IRunnable inner) : IRunnable
    {
        public void Run()
        {
            try
            {
                inner.Run();
            }
            finally
            {
                if (Interlocked.Decrement(ref dispatcher._inhabitants) == 0) dispatcher.ScheduleShutdownIfUnused();
            }
        }

        public void Execute() => Run();
    }
}
