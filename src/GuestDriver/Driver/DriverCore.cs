using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The part of the driver that one thread at a time may use: queues, requests on their way, interrupt lines.</summary>
/// <remarks>Every public member takes the lock itself, unless it says that the caller holds it.</remarks>
public sealed partial class DriverCore
{
    private readonly Lock _lock = new();
    private readonly VhostUserFrontEnd _frontEnd;
    private readonly Stack<RequestTransfer> _spare = new();
    private readonly List<(Transfer Transfer, uint UsedLength)> _answers = [];
    private Exception? _failure;

    public DriverCore(VhostUserFrontEnd frontEnd)
    {
        _frontEnd = frontEnd;
        bool indirect = (frontEnd.Features & VirtioFeatures.IndirectDescriptors) != 0;
        RequestQueue = new GuestQueue(frontEnd.Rings[0], indirect);
        EventQueue = frontEnd.HasEventQueue ? new GuestQueue(frontEnd.Rings[1], indirect) : null;
    }

    public GuestRam Ram => _frontEnd.Ram;

    public GuestQueue RequestQueue { get; }

    /// <summary>Null without VIRTIO_GPIO_F_IRQ.</summary>
    public GuestQueue? EventQueue { get; }

    /// <summary>Why nothing works any more; null = all is well.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Runs something under the lock. What it queued is then published.</summary>
    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <inheritdoc cref="Run(Action)"/>
    public T Run<T>(Func<T> action)
    {
        lock (_lock)
        {
            T result = action();
            FlushQueues();
            return result;
        }
    }

    /// <summary>As <see cref="Run(Action)"/>, but not once the driver has failed.</summary>
    /// <exception cref="VhostUserPeerException">The driver has failed; the message says why.</exception>
    /// <exception cref="InvalidOperationException">A hard handler calls, which can wait for nothing.</exception>
    public T RunIfWell<T>(Func<T> action)
    {
        HardIrqFlow.RefuseInside(this);
        return Run(() => Failure is { } why ? throw new VhostUserPeerException(why.Message, why) : action());
    }

    /// <summary>Sends a message; the caller holds the lock.</summary>
    public void Send(GpioMessage message, ushort line, uint value, Action<RequestTransfer, Exception?> done)
    {
        RequestTransfer transfer = _spare.TryPop(out RequestTransfer? spare) ? spare : new RequestTransfer(Ram, responseSize: 2);
        transfer.Prepare(message, line, value, (answered, why) =>
        {
            done(answered, why);
            _spare.Push(answered);
        });
        RequestQueue.Add(transfer);
    }

    /// <summary>Takes back what the device is done with.</summary>
    /// <remarks>It takes the requestq's answers off first and handles them last. So every event that the device published before an answer
    /// is handled before it, and an event seen after the OK to type NONE is one that the device published after it (VG-D-38,
    /// VG-D-39).</remarks>
    /// <returns>Whether there was anything.</returns>
    public bool Poll()
    {
        bool any = false;
        lock (_lock)
        {
            if (Failure is not null || !RequestQueue.Running) return false;
            try
            {
                any = CollectAll();
                FlushQueues();
            }
            catch (VhostUserPeerException violation)
            {
                Fail(violation);
                foreach (var (answer, _) in _answers) answer.Abandon(violation);     // taken off the ring, and perhaps not handled yet
                _answers.Clear();
            }
        }

        HandleDeliveries();
        return any;
    }

    /// <summary>Polls the rings until nothing more comes, with interrupts asked for.</summary>
    public void PollAndArm()
    {
        bool more = true;
        while (more)
        {
            Poll();
            lock (_lock)
            {
                if (Failure is not null || !RequestQueue.Running) return;
                more = RequestQueue.Ring.EnableInterrupts() | (EventQueue?.Ring.EnableInterrupts() ?? false);
            }
        }
    }

    /// <summary>Lets the guest run, or stops it.</summary>
    public void SetRunning(bool running)
    {
        RequestQueue.Running = running;
        if (EventQueue is not null) EventQueue.Running = running;
    }

    /// <summary>Fails the driver: nothing outstanding will be answered. Only the first reason counts; the caller may hold the
    /// lock.</summary>
    public void Fail(Exception why)
    {
        lock (_lock)
        {
            if (_failure is not null) return;
            Volatile.Write(ref _failure, why);
            AbandonAll(why);
        }
    }

    /// <summary>Abandons everything outstanding and tells everybody who waits; the caller holds the lock.</summary>
    public void AbandonAll(Exception why)
    {
        RequestQueue.AbandonAll(why);
        EventQueue?.AbandonAll(why);
        foreach (IrqSlot? slot in Slots) slot?.Abandon(why);
    }

    /// <summary>The slots by line; null if an interrupt of the line was never requested.</summary>
    internal IrqSlot?[] Slots { get; set; } = [];

    private bool CollectAll()
    {
        while (RequestQueue.TryCollect(out Transfer? answer, out uint used)) _answers.Add((answer, used));
        bool any = _answers.Count > 0;
        while (EventQueue is not null && EventQueue.TryCollect(out Transfer? pair, out uint length))
        {
            any = true;
            pair.Complete(length);
        }

        foreach (var (answer, used) in _answers) answer.Complete(used);
        _answers.Clear();
        return any;
    }

    private void FlushQueues()
    {
        if (Failure is not null) return;
        RequestQueue.Flush();
        EventQueue?.Flush();
    }
}
