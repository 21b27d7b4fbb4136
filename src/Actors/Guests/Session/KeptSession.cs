using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>What a guest leaves to the process that follows this one, besides rings and lines: its front-end's connection and session. It
/// outlives the guest's actor.</summary>
/// <remarks>
/// The image is of the moments at which nothing is in hand. So a successor finds a message either not begun, and carries it out from the
/// start, or carried out, and sends what is left of the reply. Guest's reactor only.
/// </remarks>
internal sealed class KeptSession
{
    private const string Connection = "conn";
    private const string Next = "next";
    private const string Outbox = "outbox";
    private const string Listener = "listen";

    private readonly IReactor _reactor;
    private readonly IDescriptorStore _store;
    private readonly InheritedDescriptors _inherited;
    private readonly string _prefix;
    private readonly SessionRecord _record;
    private readonly ImageWriter _image = new();
    private readonly List<string> _gone = [];
    private LeftSession? _left;

    private KeptSession(string guest, Keeping keeping, RecordFile file, RecordTurn turn, IReactor reactor)
    {
        (_reactor, _store, _inherited, _prefix) = (reactor, keeping.Store, keeping.Inherited, $"g/{guest}/");
        string name = $"{_prefix}session";
        if (keeping.IsSuccessor) _left = LeftSession.Of(file, name);
        _record = new SessionRecord(file, name, turn);
        Descriptors = new SessionDescriptors(keeping.Store, _prefix, (uint)file.Epoch, keeping.Inherited);
    }

    /// <summary>The front-end's descriptors.</summary>
    public SessionDescriptors Descriptors { get; }

    /// <summary>This process goes on. Otherwise a successor has everything already, and what is closed here is closed for nobody
    /// else.</summary>
    public bool IsOn => _reactor.Record is not null;

    /// <returns>null = nothing outlives this process.</returns>
    public static KeptSession? Of(string guest, Keeping keeping, IReactor reactor) =>
        keeping is { Store.Keeps: true, Record: { } file } && reactor.Record is { } turn
            ? new KeptSession(guest, keeping, file, turn, reactor)
            : null;

    /// <summary>What the process before has left, to the first who asks; null = nothing that makes sense.</summary>
    public LeftSession? TakeLeft()
    {
        var left = _left;
        _left = null;
        return left;
    }

    /// <summary>The connection of a front-end that the process before has left; null = none.</summary>
    public UnixStream? TakeConnection() => TakeStream(Connection);

    /// <summary>The connection of a front-end that had been admitted, and with which nothing was done yet; null = none, or it is
    /// over.</summary>
    public UnixStream? TakeAdmitted() => TakeUnlessOver(Connection);

    /// <summary>The connection of a front-end that was to be admitted next; null = none, or it is over.</summary>
    public UnixStream? TakeNext() => TakeUnlessOver(Next);

    /// <summary>What the process before had to send.</summary>
    /// <param name="end">As its image says.</param>
    public Outbox? TakeOutbox(long end) =>
        _inherited.Take(_prefix + Outbox) is { } file ? Transports.Native.Outbox.Adopt(file, end) : null;

    /// <summary>Keeps the socket at which front-ends connect. One that a service manager gives is given to the next process
    /// too.</summary>
    public void Listen(UnixListener listener)
    {
        if (!listener.IsGiven) _store.Store(_prefix + Listener, listener);
    }

    public void Unlisten()
    {
        if (IsOn) _store.Remove(_prefix + Listener);
    }

    /// <summary>Keeps a front-end that is to be admitted.</summary>
    public void Wait(UnixStream stream) => _store.Store(_prefix + Next, stream);

    /// <summary>It is admitted, or refused.</summary>
    public void WaitsNoMore()
    {
        if (IsOn) _store.Remove(_prefix + Next);
    }

    /// <summary>It is not admitted: ends it for all who hold it.</summary>
    public void EndWaiting(UnixStream stream)
    {
        if (!IsOn) return;
        stream.EndBoth();
        WaitsNoMore();
    }

    /// <summary>Keeps a front-end's connection. Whoever finds it and no image of its session begins one.</summary>
    public VhostUserConnection Connect(UnixStream stream)
    {
        _gone.Clear();
        var outbox = Transports.Native.Outbox.Create();
        _store.Store(_prefix + Outbox, outbox.File);
        WaitsNoMore();                                // first: a service manager keeps a description under one name alone
        _store.Store(_prefix + Connection, stream);
        return VhostUserConnection.Keep(stream, outbox);
    }

    /// <summary>The connection is over: ends it for all who hold it, and gives it up once the record does not name it.</summary>
    public void Disconnect(UnixStream stream)
    {
        if (!IsOn) return;
        stream.EndBoth();
        _gone.AddRange([Connection, Outbox]);
    }

    /// <summary>Ends a connection that cannot be gone on with.</summary>
    /// <param name="stream">null = it was not left.</param>
    public void GiveUp(UnixStream? stream)
    {
        stream?.EndBoth();
        stream?.Dispose();
        _gone.AddRange([Connection, Outbox]);
    }

    /// <summary>Has an image written at the end of this turn.</summary>
    /// <param name="session">null = no front-end is connected.</param>
    /// <param name="messageBytes">Of the message that has just been carried out.</param>
    public void Put(VhostUserSession? session, int messageBytes, Action<ImageWriter> describe)
    {
        Descriptors.Settle(session);
        _image.Clear();
        describe(_image);
        session?.Describe(_image, Descriptors);
        _record.Put(_image.Words, messageBytes);
    }

    /// <summary>The guest's actor ends: its front-end is gone, whatever the record says.</summary>
    public void End()
    {
        if (!IsOn) return;
        Descriptors.Settle(null);
        Committed();
    }

    /// <summary>The message is off the socket.</summary>
    public void Consumed() => _record.Consumed();

    /// <summary>The record is written, and does not name any more what was given up.</summary>
    public void Committed()
    {
        Descriptors.Committed();
        foreach (string name in _gone) _store.Remove(_prefix + name);
        _gone.Clear();
    }

    private UnixStream? TakeStream(string name) =>
        _inherited.Take(_prefix + name) is { } left ? (UnixStream)InheritedSocket.Adopt(left) : null;

    private UnixStream? TakeUnlessOver(string name)
    {
        if (TakeStream(name) is not { } stream) return null;
        if (!stream.IsOver) return stream;
        stream.Dispose();
        _store.Remove(_prefix + name);
        return null;
    }
}
