using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>Hands each effect of the vhost-user session to who carries it out.</summary>
internal sealed class SessionEffects(GuestSession session, GuestConnection connection, GuestRings rings, StoppedRings stopped,
    GuestSteps steps, GuestLog log)
{
    /// <summary>Carries out one effect, of which this may make steps.</summary>
    public void CarryOut(SessionEffect effect)
    {
        switch (effect)
        {
            case Reply reply:
                connection.Send(reply.Frame.Span);
                break;
            case Ack:
                connection.Send(session.Current!.CompleteAck());
                break;
            case ReplyVringBase reply:
                connection.Send(session.Current!.CompleteGetVringBase(reply.Ring));
                break;
            case QuiesceRing quiesce:
                rings.Quiesce(quiesce.Ring, quiesce.Kind);
                break;
            case StartRing start:
                rings.Start(start.Ring, first: session.Current!.NoRingAlive);
                break;
            case ResumeRing resume:
                rings.Resume(resume.Ring);
                break;
            case RemapRing remap:
                rings.Remap(remap.Ring);
                break;
            case ReplaceMemory or AddRegion or RemoveRegion:
                session.ChangeMemory(effect);
                break;
            case ReleaseMemory:   // the session's last effect: the rings are dropped by then, and the memory goes with the connection
                steps.Then(() => steps.ToLines(LineInputKind.PinsReleased));
                break;
            case SetKick kick:
                rings.SetKick(kick.Ring, kick.Handle);
                break;
            case SetCall call:
                rings.SetCall(call.Ring, call.Handle);
                break;
            case SetErr err:
                rings.SetErr(err.Ring, err.Handle);
                break;
            case ResetDevice:
                rings.Reset();
                break;
            case DriverGone gone:
                steps.Then(() => stopped.LetGo($"the driver is gone ({gone.Sign})"));
                break;
            case Log line:
                log.Say(line.Level, line.Text);
                break;
            case Close close:
                connection.End(close.Reason);
                break;
        }
    }
}
