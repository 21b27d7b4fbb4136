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

    /// <exception cref="RecordRefusedException">What was left cannot be taken over.</exception>
    public static HubKeeping Begin(KeeperContact keeper, GoWords words, InheritedDescriptors left)
    {
        var store = keeper.StoreWith(left.Names);
        var found = left.Take(RecordName);
        bool isSuccessor = found is not null;
        var record = found is null ? RecordFile.Create(BootId.Read()) : Adopt(found);
        var alone = Lock(record);
        if (!isSuccessor)
        {
            // Without its record nobody knows what they are.
            foreach (string name in left.Names) store.Remove(name);
            left.Dispose();
            store.Store(RecordName, record.File);
        }

        return new HubKeeping(new Keeping
        {
            Store = store,
            Inherited = left,
            Record = record,
            IsSuccessor = isSuccessor,
            EndedNs = words.EndedNs,
            EndedBy = words.By,
        }, store, words, alone);
    }

    /// <summary>Gives up what the hub before has left and nobody has taken over.</summary>
    public IReadOnlyCollection<string> GiveUpUntaken()
    {
        var names = Keeping.Inherited.Names;
        foreach (string name in names) Store?.Remove(name);
        Keeping.Inherited.Dispose();
        return names;
    }

    public void Dispose() => _alone?.Dispose();

    private const string RecordName = "state";

    private static RecordFile Adopt(FileDescriptor file)
    {
        // The lock first: a hub that lives must not be disturbed.
        using (Lock(file)) { }
        return RecordFile.Adopt(file, BootId.Read(), out string why) ?? throw new RecordRefusedException(why, KeeperRules.Refused);
    }

    private static WholeFileLock Lock(RecordFile record) => Lock(record.File);

    private static WholeFileLock Lock(FileDescriptor file) =>
        WholeFileLock.TryTake(file) ?? throw new RecordRefusedException("another hub goes on with the same record", KeeperRules.Busy);
}

/// <summary>What the hub before has left cannot be taken over; the message says why.</summary>
/// <param name="code">The exit code that tells the keeper.</param>
internal sealed class RecordRefusedException(string why, int code) : IOException(why)
{
    public int Code { get; } = code;
}
