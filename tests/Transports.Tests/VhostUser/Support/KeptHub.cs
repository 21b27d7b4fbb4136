using GpioHub.Transports.Native;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>The process dies here.</summary>
internal sealed class KilledException : Exception;

/// <summary>How a hub of a test does wrong on purpose: the tests are to notice.</summary>
internal enum Mutant
{
    None,

    /// <summary>A successor sends the last reply, whether it was sent or not.</summary>
    SendsAgain,

    /// <summary>A message is off the socket before the record says what came of it.</summary>
    ConsumesFirst,

    /// <summary>A descriptor is given up before the record names the one that replaces it.</summary>
    RemovesFirst,
}

/// <summary>A hub that serves one front-end as GuestActor does, and dies after a number of steps; the next one goes on with the record and
/// the descriptors that it has left.</summary>
internal sealed class KeptHub : IDisposable
{
    private const ulong Boot = 7;
    private const string Name = "g/ivi/session";

    private readonly KeptNamesStore _store;
    private readonly Mutant _mutant;
    private readonly RecordFile _file;
    private readonly RecordTurn _turn;
    private readonly SessionRecord _record;
    private readonly SessionDescriptors _descriptors;
    private readonly VhostUserConnection _connection;
    private readonly Owner _owner;
    private readonly bool _mustComplete;
    private int _left;

    private KeptHub(KeptNamesStore store, RecordFile file, InheritedDescriptors inherited, int dieAfter, Mutant mutant)
    {
        (_store, _file, _mutant, _left) = (store, file, mutant, dieAfter);
        _turn = file.Turn(0);
        _descriptors = new SessionDescriptors(store, "g/ivi/", (uint)file.Epoch, inherited);
        var socket = (UnixStream)InheritedSocket.Adopt(inherited.Take("conn")!);
        var outboxFile = inherited.Take("outbox")!;
        if (SessionRecord.Read(file, Name, out int handled) is { } words)
            (_connection, _owner) = Resume(socket, outboxFile, words, handled);
        else (_connection, _owner) = (VhostUserConnection.Keep(socket, Outbox.Adopt(outboxFile, 0)), new Owner());
        _mustComplete = handled > 0;
        _owner.Mapping = regions => regions.ToList().ForEach(_descriptors.Keep);
        _record = new SessionRecord(file, Name, _turn);
        (_turn.BeforeStore, store.Before) = (Step, Step);
    }

    /// <summary>Steps that it has taken.</summary>
    public int Steps { get; private set; }

    /// <summary>It dies between its reply and the end of the message.</summary>
    public bool DieBeforeConsuming { get; set; }

    public VhostUserSession Session => _owner.Session;

    public IReadOnlyList<string> Names => [.. _descriptors.Names.Select(name => $"g/ivi/{name}").Order()];

    /// <summary>The first hub.</summary>
    public static KeptHub Start(KeptNamesStore store, UnixStream socket, int dieAfter, Mutant mutant = Mutant.None)
    {
        using var outbox = Outbox.Create();
        store.Store("conn", socket);
        store.Store("outbox", outbox.File);
        var file = RecordFile.Create(Boot);
        store.Store("state", file.File);
        return new KeptHub(store, file, store.Leave(), dieAfter, mutant);
    }

    /// <summary>The hub behind one that has died.</summary>
    public static KeptHub Follow(KeptNamesStore store, int dieAfter, Mutant mutant = Mutant.None)
    {
        store.Before = () => { };
        var inherited = store.Leave();
        var file = RecordFile.Adopt(inherited.Take("state")!, Boot, out string why);
        Assert.Equal("", why);
        return new KeptHub(store, file!, inherited, dieAfter, mutant);
    }

    /// <summary>Serves until the socket has no message, or until it dies.</summary>
    public void Serve()
    {
        _descriptors.GiveUpRest();
        if (_mustComplete) Complete();                                     // what the one before had carried out
        while (true)
        {
            Step();
            var read = _connection.TryRead();
            Assert.True(read.Status is ReadStatus.Message or ReadStatus.Nothing, read.Reason);
            if (read.Status == ReadStatus.Nothing) break;
            Step();
            if (_mutant == Mutant.ConsumesFirst) Consume();
            _owner.Answers.Clear();
            _owner.Take(read.Message!);
            foreach (byte[] frame in _owner.Answers) Assert.Null(_connection.Send(frame));
            Step();
            _descriptors.Settle(_owner.Session);
            if (_mutant == Mutant.RemovesFirst) _descriptors.Committed();
            _record.Put(Image(), _connection.MessageBytes);
            _turn.Commit();
            Complete();
        }
    }

    public void Dispose()
    {
        _turn.BeforeStore = null;
        _store.Before = () => { };
        _connection.Dispose();
        _owner.Dispose();
        _descriptors.Dispose();
        _file.Dispose();
    }

    private (VhostUserConnection, Owner) Resume(UnixStream socket, FileDescriptor outboxFile, ulong[] words, int handled)
    {
        var reader = new ImageReader(words);
        long end = (long)reader.Word(), read = (long)reader.Word();
        if (_mutant == Mutant.SendsAgain && handled > 0) Assert.True(Libc.lseek(outboxFile, Math.Max(0, end - 20), whence: 0) >= 0);
        var session = VhostUserSession.Resume(Owner.Offer, ref reader, _descriptors, out var files, out string why);
        Assert.Equal("", why);
        foreach (var (region, file) in files)
        {
            using var taken = _descriptors.Take(file);
            Assert.NotNull(taken);
            _descriptors.Took(region, file);
        }

        return (VhostUserConnection.Adopt(socket, Outbox.Adopt(outboxFile, end), handled, read), new Owner(session!));
    }

    private ReadOnlySpan<ulong> Image()
    {
        var image = new ImageWriter();
        image.Write((ulong)_connection.OutboxEnd);
        image.Write((ulong)_connection.MessagesRead);
        _owner.Session.Describe(image, _descriptors);
        return image.Words;
    }

    private void Complete()
    {
        Step();
        Assert.Null(_connection.Flush());
        if (DieBeforeConsuming) throw new KilledException();
        Step();
        if (_mutant != Mutant.ConsumesFirst) Consume();
        Step();
        _record.Consumed();
        _turn.Commit();
        _descriptors.Committed();
    }

    private void Consume() => Assert.Null(_connection.Complete());

    private void Step()
    {
        Steps++;
        if (_left-- == 0) throw new KilledException();
    }
}
