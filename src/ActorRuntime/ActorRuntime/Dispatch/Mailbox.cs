using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>The two queues of one actor, and the unit that dispatchers schedule.</summary>
/// <remarks>
/// Any thread enqueues. At most one thread runs a mailbox at a time: the one that set the Scheduled bit.
/// User messages lie as structs in the segments of a concurrent queue, so a mailbox whose depth has been reached before allocates nothing.
/// </remarks>
public class Mailbox : IRunnable
{
    // Status: bit 0 closed, bit 1 scheduled, the rest counts suspensions.
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int SuspendUnit = 4;

    private static readonly SystemMessage ClosedQueue = new QueueClosed();

    private readonly ActorCell _actor;
    private readonly ConcurrentQueue<Envelope> _messages = new();
    private Stack<Envelope> _unstashed;      // goes before _messages; touched by the running thread only
    private volatile int _unstashedCount;
    private volatile SystemMessage _systemMessages;
    private volatile int _status;

    internal Mailbox(ActorCell actor) => _actor = actor;

    public MessageDispatcher Dispatcher => _actor.Dispatcher;

    internal bool HasMessages => _unstashedCount > 0 || !_messages.IsEmpty;

    internal int NumberOfMessages => _unstashedCount + _messages.Count;

    internal bool HasSystemMessages => _systemMessages is { } head && !ReferenceEquals(head, ClosedQueue);

    internal bool IsClosed => _status == Closed;

    internal bool IsSuspended => _status >= SuspendUnit;

    internal int SuspendCount => _status / SuspendUnit;

    private bool ShouldProcessMessage => (_status & ~Scheduled) == 0;

    internal void Enqueue(in Envelope envelope) => _messages.Enqueue(envelope);

    /// <summary>Puts a stashed message back in front. Only from within the actor's own turn.</summary>
    internal void EnqueueFirst(in Envelope envelope)
    {
        (_unstashed ??= new Stack<Envelope>()).Push(envelope);
        _unstashedCount = _unstashed.Count;
    }

    internal void SystemEnqueue(SystemMessage message)
    {
        while (true)
        {
            var head = _systemMessages;
            if (ReferenceEquals(head, ClosedQueue))
            {
                _actor.TellDeadLetters(message);
                return;
            }
            message.Next = head;
            if (CompareExchange(message, head)) return;
        }
    }

    internal bool CanBeScheduled(bool hasMessageHint, bool hasSystemMessageHint)
    {
        int status = _status;
        if (status == Closed) return false;
        if (hasSystemMessageHint || HasSystemMessages) return true;
        return status < SuspendUnit && (hasMessageHint || HasMessages);
    }

    internal bool SetAsScheduled()
    {
        while (true)
        {
            int status = _status;
            if ((status & (Closed | Scheduled)) != 0) return false;
            if (Update(status, status | Scheduled)) return true;
        }
    }

    internal void Suspend()
    {
        int status;
        do status = _status;
        while (status != Closed && !Update(status, status + SuspendUnit));
    }

    /// <summary>Takes one suspension back. True if none is left and the mailbox may run.</summary>
    internal bool Resume()
    {
        while (true)
        {
            int status = _status;
            if (status == Closed) return false;
            int next = status < SuspendUnit ? status : status - SuspendUnit;
            if (Update(status, next)) return next < SuspendUnit;
        }
    }

    internal void BecomeClosed() => _status = Closed;

    public void Run()
    {
        var dispatcher = Dispatcher;
        try
        {
            if (IsClosed) return;

            var outer = ActorCell.Current;
            ActorCell.Current = _actor;
            try
            {
                ProcessSystemMessages();
                ProcessMessages(dispatcher);
            }
            finally
            {
                ActorCell.Current = outer;
            }
        }
        finally
        {
            SetAsIdle();
            dispatcher.RegisterForExecution(this, hasMessageHint: false, hasSystemMessageHint: false);
        }
    }

    public void Execute() => Run();

    /// <summary>Sends what is left to the dead letters. By the running thread, after the mailbox was closed.</summary>
    internal void CleanUp()
    {
        DeadLetterAll(DrainSystemMessages(ClosedQueue));
        while (_unstashedCount > 0 && TryDequeue(out var envelope)) _actor.TellDeadLetters(envelope);
        CleanUpMessages();
    }

    /// <summary>Sends to the dead letters what was enqueued while the mailbox was being closed. By any thread.</summary>
    internal void CleanUpMessages()
    {
        while (_messages.TryDequeue(out var envelope)) _actor.TellDeadLetters(envelope);
    }

    private void SetAsIdle()
    {
        int status;
        do status = _status;
        while (!Update(status, status & ~Scheduled));
    }

    private void ProcessMessages(MessageDispatcher dispatcher)
    {
        long? deadline = dispatcher.ThroughputDeadlineTime is { } ticks and > 0 ? Environment.TickCount64 + ticks / TimeSpan.TicksPerMillisecond : null;
        int left = Math.Max(1, dispatcher.Throughput);
        while (ShouldProcessMessage && TryDequeue(out var next))
        {
            _actor.Invoke(next);
            ProcessSystemMessages();
            if (left-- <= 0 || Environment.TickCount64 >= deadline) return;
        }
    }

    private void ProcessSystemMessages()
    {
        if (!HasSystemMessages) return;

        var message = DrainSystemMessages(null);
        while (message is not null && !IsClosed)
        {
            var rest = message.Next;
            _actor.SystemInvoke(Unlinked(message));
            message = rest ?? (IsClosed ? null : DrainSystemMessages(null));
        }

        DeadLetterAll(message); // closed half-way: death watch needs an answer to what is left
    }

    private void DeadLetterAll(SystemMessage message)
    {
        while (message is not null)
        {
            var rest = message.Next;
            _actor.TellDeadLetters(Unlinked(message));
            message = rest;
        }
    }

    private bool TryDequeue(out Envelope envelope)
    {
        if (_unstashedCount == 0) return _messages.TryDequeue(out envelope);
        envelope = _unstashed.Pop();
        _unstashedCount = _unstashed.Count;
        return true;
    }

    /// <summary>Takes the queue, oldest first, and leaves <paramref name="newHead"/>.</summary>
    private SystemMessage DrainSystemMessages(SystemMessage newHead)
    {
        SystemMessage head;
        do
        {
            head = _systemMessages;
            if (ReferenceEquals(head, ClosedQueue)) return null;
        }
        while (!CompareExchange(newHead, head));

        SystemMessage oldestFirst = null;
        while (head is not null)
        {
            var next = head.Next;
            head.Next = oldestFirst;
            oldestFirst = head;
            head = next;
        }
        return oldestFirst;
    }

    private static SystemMessage Unlinked(SystemMessage message)
    {
        message.Next = null;
        return message;
    }

    private bool CompareExchange(SystemMessage value, SystemMessage comparand) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _systemMessages, value, comparand), comparand);

    private bool Update(int from, int to) => Interlocked.CompareExchange(ref _status, to, from) == from;
}
