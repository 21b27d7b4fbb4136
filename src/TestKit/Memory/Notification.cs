using GpioHub.Transports.Native;

namespace GpioHub.TestKit.Memory;

/// <summary>A counter that two sides share, like the kernel's part of an eventfd.</summary>
internal sealed class NotificationCount
{
    public bool IsRaised { get; private set; }

    public long Raised { get; private set; }

    public void Raise() => (IsRaised, Raised) = (true, Raised + 1);

    public bool Take()
    {
        bool was = IsRaised;
        IsRaised = false;
        return was;
    }
}

/// <summary>The front-end's side of a notification: a stand-in for the eventfd that it has made.</summary>
internal sealed class LocalEvent : EventFd
{
    public NotificationCount Count { get; } = new();

    public override bool Signal()
    {
        Count.Raise();
        return true;
    }

    public override bool Drain() => Count.Take();
}

/// <summary>The back-end's side of a notification: a stand-in for the eventfd that it has received.</summary>
internal sealed class LocalNotify(NotificationCount count) : NotifyFd, IWatchable
{
    public bool IsReady => count.IsRaised;

    public long Raised => count.Raised;

    public override NotifyResult Signal()
    {
        count.Raise();
        return NotifyResult.Signalled;
    }

    public override DrainResult Drain() => count.Take() ? DrainResult.Drained : DrainResult.Empty;
}
