using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>The kernel below a front-end, which can have something done in the moment after a control message has gone out.</summary>
internal sealed class AimedMachine : FrontEndMachine
{
    private Action? _afterMessage;

    /// <summary>Has something done once, on the thread that sends: after the next message that has a reply, before that is there.</summary>
    public void Aim(Action? afterMessage) => Volatile.Write(ref _afterMessage, afterMessage);

    public override bool AwaitInput(UnixStream socket, TimeSpan atMost)
    {
        if (atMost > TimeSpan.Zero) Interlocked.Exchange(ref _afterMessage, null)?.Invoke();
        return base.AwaitInput(socket, atMost);
    }
}
