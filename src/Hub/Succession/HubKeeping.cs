using GpioHub.Actors.Contract;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>How a hub begins under a keeper: with the record that the one before has left, or with one of its own.</summary>
internal sealed class HubKeeping : IDisposable
{
    private readonly WholeFileLock? _alone;

    private HubKeeping(Keeping keeping, NotifiedStore? store, GoWords words, WholeFileLock? alone) =>
        (Keeping, Store, Words, _alone) = (keeping, store, words, alone);

    /// <summary>What the rig gets.</summary>
    public Keeping Keeping { get; }

    public NotifiedStore? Store { get; }

    /// <summary>How the hub before ended.</summary>
    public GoWords Words { get; }

    /// <summary>Nothing outlives this process.</summary>
    public static HubKeeping None { get; } = new(Keeping.None, null, GoWords.First, null);

    /// <summary>Goes on with what the hub before has left.</summary>
    /// <returns>null = it has left nothing.</returns>
    /// <exception cref="RecordRefusedException">It cannot be taken over.</exception>
    public static HubKeeping? TryGoOn(KeeperContact keeper)
    {
        var (words, left) = (keeper.Words, keeper.Left);
        string[] names = [.. left.Names];
        if (left.Take(RecordName) is not { } file) return null;
        var alone = Lock(file);             // first of all: a hub that lives must not be disturbed
        var record = RecordFile.Adopt(file, BootId.Read(), out string why) ?? throw new RecordRefusedException(why, KeeperRules.Refused);
        var store = keeper.StoreWith(names);
        return new HubKeeping(new Keeping
        {
            Store = store,
            Inherited = left,
            Record = record,
            IsSuccessor = true,
            EndedNs = words.EndedNs,
            EndedBy = words.By,
        }, store, words, alone);
    }

    /// <summary>Begins a record, which another will find.</summary>
    public static HubKeeping Begin(KeeperContact keeper)
    {
        var words = keeper.Words;
        var store = keeper.StoreWith(keeper.Left.Names.Append(RecordName));
        store.Clear();                      // without its record nobody knows what the rest is
        keeper.Left.Dispose();
        var record = RecordFile.Create(BootId.Read());
        var alone = Lock(record.File);
        store.Store(RecordName, record.File);
        var keeping = new Keeping { Store = store, Record = record, EndedNs = words.EndedNs, EndedBy = words.By };
        return new HubKeeping(keeping, store, words, alone);
    }

    /// <summary>The plan that the hub before had in force. What the disk says by now counts when something is reloaded.</summary>
    /// <returns>null = there was no hub before.</returns>
    /// <exception cref="RecordRefusedException">The plan cannot be read.</exception>
    public PlanImage? Before()
    {
        if (Keeping is not { IsSuccessor: true, Record: { } record }) return null;
        return PlanRecord.Read(record, out string why) ?? throw new RecordRefusedException(why, KeeperRules.Refused);
    }

    /// <summary>How long nobody served before this hub did; null = there was none before, nobody knows, or it is not up yet.</summary>
    public long? GapNs { get; private set; }

    /// <summary>The hub is up.</summary>
    public void IsUp()
    {
        if (Keeping is { IsSuccessor: true, EndedNs: > 0 and var ended }) GapNs = MonotonicClock.Now - ended;
    }

    /// <summary>Gives up what the hub before has left and nobody has taken over.</summary>
    public IReadOnlyCollection<string> GiveUpUntaken()
    {
        string[] names = [.. Keeping.Inherited.Names.Where(name => Store?.GiveUp(name) == true)];
        Keeping.Inherited.Dispose();
        return names;
    }

    public void Dispose() => _alone?.Dispose();

    private const string RecordName = "state";

    private static WholeFileLock Lock(FileDescriptor file) =>
        WholeFileLock.TryTake(file) ?? throw new RecordRefusedException("another hub goes on with the same record", KeeperRules.Busy);
}

/// <summary>What the hub before has left cannot be taken over; the message says why.</summary>
/// <param name="code">The exit code that tells the keeper.</param>
internal sealed class RecordRefusedException(string why, int code) : IOException(why)
{
    public int Code { get; } = code;
}
