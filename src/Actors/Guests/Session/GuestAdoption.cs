using Akka.Event;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>The first thing that a guest does in a process that follows another: it goes on with the front-end that is connected.</summary>
internal sealed class GuestAdoption(GuestWiring wiring, GuestSession session, GuestConnection connection, GuestRings rings,
    StoppedRings stopped, GuestLog log)
{
    private readonly KeptSession? _kept = wiring.Kept;

    /// <summary>Takes up what was left.</summary>
    /// <returns>Whether a front-end is connected, with which the guest goes on; otherwise it begins like any other.</returns>
    public bool TryTake()
    {
        if (_kept is null) return false;
        connection.TakeNext();
        bool goesOn = TryTake(_kept);
        _kept.Descriptors.GiveUpRest();
        return goesOn;
    }

    private bool TryTake(KeptSession kept)
    {
        if (kept.TakeLeft() is not { } left)
        {
            if (kept.TakeConnection() is not { } stream) return false;
            kept.GiveUp(stream);
            Say("what was left of its session is damaged");
            return false;
        }

        var reader = new ImageReader(left.Words);
        wiring.Sessions = (long)reader.Word();
        foreach (var history in wiring.History) history.Resume(ref reader);
        var stop = stopped.Read(ref reader);
        var frontEnd = FrontEndImage.Read(ref reader);
        if (frontEnd is null || !reader.IsSound)
        {
            connection.TakeAdmitted();
            return false;
        }

        if (Resume(ref reader, frontEnd, left.MessageBytes) is { } why)
        {
            Say(why);
            return false;
        }

        rings.GoOnWith(session.Current!);
        stopped.Resume(stop);
        log.Unthrottled.Info("went on with front-end (pid {Pid} {Name})", frontEnd.Peer.Pid, frontEnd.Peer.Name);
        return true;
    }

    /// <summary>Writes what there is to take up.</summary>
    public void Describe(ImageWriter into)
    {
        into.Write((ulong)wiring.Sessions);
        foreach (var history in wiring.History) history.Describe(into);
        stopped.Describe(into);
        FrontEndImage.Write(into, connection.Image());
    }

    /// <returns>null, or why it cannot be gone on with, for a person.</returns>
    private string? Resume(ref ImageReader reader, FrontEndImage frontEnd, int messageBytes)
    {
        var outbox = _kept!.TakeOutbox(frontEnd.OutboxEnd);
        var stream = _kept.TakeConnection();
        string? why = stream is null ? "its connection was not left" : outbox is null ? "its outbox was not left"
            : session.Resume(ref reader, _kept.Descriptors);
        if (why is null)
        {
            var adopted = VhostUserConnection.Adopt(stream!, outbox!, messageBytes, frontEnd.MessagesRead);
            connection.Resume(adopted, frontEnd.Peer, messageBytes > 0);
            return null;
        }

        outbox?.Dispose();
        _kept.GiveUp(stream);
        return why;
    }

    private void Say(string why) => log.Unthrottled.Error("the guest starts anew, and its front-end has to connect again: {Why}", why);
}
