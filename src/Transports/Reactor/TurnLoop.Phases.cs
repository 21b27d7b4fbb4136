using GpioHub.Transports.Native;

namespace GpioHub.Transports.Reactor;

/// <content>The phases of a turn.</content>
public abstract partial class TurnLoop
{
    /// <summary>Runs the handlers of ready descriptors.</summary>
    /// <param name="timeoutMs">0 = only look; −1 = sleep until there is one.</param>
    /// <param name="handled">Whether a handler has run.</param>
    /// <returns>Whether there was an event, a mere wake-up included.</returns>
    private bool TakeEvents(int timeoutMs, out bool handled)
    {
        int count = _epoll.Wait(_ready, timeoutMs);
        Volatile.Write(ref _sleeping, 0);
        handled = false;
        for (int i = 0; i < count; i++)
        {
            // Looked up only here: a handler earlier in the batch may have ended this watch.
            if (_watches.Find(_ready[i].Tag) is not { } handler || handler == NoHandler.Instance) continue;
            handled = true;
            try
            {
                handler.OnReady(_ready[i].Events);
            }
            catch (Exception e)
            {
                Report(e, "ready handler", handler);
            }
        }
        return count > 0;
    }

    private bool TakeInbound()
    {
        int taken = 0;
        for (; taken < InboundPerTurn && _inbound.TryDequeue(out WorkItem item); taken++) _runQueue.Enqueue(item);
        return taken > 0;
    }

    private bool RunIntakes()
    {
        List<TurnMember> seats = _seats.TakeIntakes();
        bool worked = seats.Count > 0;
        foreach (TurnMember seat in seats)
        {
            seat.WantsIntake = false;
            if (seat.Left) continue;
            _seats.WarmUp(seat);
            try
            {
                seat.Participant.Intake();
            }
            catch (Exception e)
            {
                Report(e, "intake", seat.Participant);
            }
        }
        _seats.Return(seats);
        return worked;
    }

    private bool RunQueue()
    {
        bool worked = false;
        while (_runQueue.TryDequeue(out WorkItem item))
        {
            worked = true;
            try
            {
                item.Execute();
            }
            catch (Exception e)
            {
                Report(e, "work", item.State);
            }
        }
        return worked;
    }

    private void SettleAll()
    {
        List<TurnMember> seats = _seats.Flushes;
        for (int i = 0; i < seats.Count; i++)                              // settling may ask for another flush
        {
            if (seats[i].Left) continue;
            try
            {
                seats[i].Participant.Settle();
            }
            catch (Exception e)
            {
                Report(e, "settle", seats[i].Participant);
            }
        }
    }

    private bool RunCommitted()
    {
        int count = _afterCommit.Count;
        for (int i = 0; i < count; i++)
        {
            IReactorWork work = _afterCommit[i];
            try
            {
                work.Execute();
            }
            catch (Exception e)
            {
                Report(e, "work after the commit", work);
            }
        }

        _afterCommit.RemoveRange(0, count);
        return count > 0;
    }

    private bool RunFlushes()
    {
        List<TurnMember> seats = _seats.TakeFlushes();
        bool worked = seats.Count > 0;
        foreach (TurnMember seat in seats)
        {
            seat.WantsFlush = false;
            if (seat.Left) continue;
            try
            {
                seat.Participant.Flush();
            }
            catch (Exception e)
            {
                Report(e, "flush", seat.Participant);
            }
        }
        _seats.Return(seats);
        return worked;
    }

    private void Report(Exception e, string what, object who)
    {
        try
        {
            _onFault(e, $"{what} {who.GetType().Name}");
        }
        catch (Exception)
        {
            // Nobody is left to get this report, and the guests of this reactor must not pay for it.
        }
    }

    private sealed class NoHandler : IReadyHandler
    {
        public static readonly NoHandler Instance = new();

        public void OnReady(EpollEvents events)
        {
        }
    }
}
