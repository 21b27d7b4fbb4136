using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>Runs the continuations of an async handler inside its actor, as system messages, while its mailbox is suspended.</summary>
public class ActorTaskScheduler : TaskScheduler
{
    private readonly ActorCell _cell;

    internal ActorTaskScheduler(ActorCell cell) => _cell = cell;

    /// <summary>The message whose handler is being awaited; null if none is.</summary>
    public object CurrentMessage { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    public static void RunTask(Action action) =>
        RunTask(() =>
        {
            action();
            return Task.CompletedTask;
        });

    /// <summary>Suspends the running actor's mailbox until <paramref name="asyncAction"/> has ended. Its failure is the actor's failure.</summary>
    /// <exception cref="InvalidOperationException">no actor runs on this thread</exception>
    public static void RunTask(Func<Task> asyncAction)
    {
        var cell = ActorCell.Current ?? throw new InvalidOperationException("RunTask must be called from an actor context.");
        var scheduler = cell.TaskScheduler;
        scheduler.CurrentMessage = cell.CurrentMessage;
        cell.Dispatcher.Suspend(cell);

        Task.Factory.StartNew(asyncAction, CancellationToken.None, TaskCreationOptions.None, scheduler)
            .Unwrap()
            .ContinueWith(scheduler.Ended, CancellationToken.None, TaskContinuationOptions.None, scheduler);
    }

    internal void Run(Task task) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => null;

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override void QueueTask(Task task)
    {
        if (ActorCell.Current == _cell && !task.CreationOptions.HasFlag(TaskCreationOptions.LongRunning))
            TryExecuteTask(task);
        else
            _cell.SendSystemMessage(new ActorTask(this, task, null, CurrentMessage));
    }

    private void Ended(Task task)
    {
        if (FailureOf(task) is { } failure)
        {
            _cell.SendSystemMessage(new ActorTask(this, null, failure, CurrentMessage));
        }
        else
        {
            _cell.Dispatcher.Resume(_cell);
            _cell.CheckReceiveTimeout(CurrentMessage is not INotInfluenceReceiveTimeout);
        }
        CurrentMessage = null;
    }

    private static Exception FailureOf(Task task) => task.Status switch
    {
        TaskStatus.Canceled => new TaskCanceledException(),
        TaskStatus.Faulted => task.Exception!.InnerExceptions.Count == 1 ? task.Exception.InnerException : task.Exception,
        _ => null,
    };
}
