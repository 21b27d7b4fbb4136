using GpioHub.Actors.Contract;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>What the keeper says of itself, and what the record has counted of the processes before.</summary>
internal sealed class KeeperStatus : IKeeperStatus
{
    /// <summary>Words of the record's header: how many processes were ended by each <see cref="Transports.Records.EndedBy"/>.</summary>
    private const int EndsAt = 21;

    private readonly KeeperContact _keeper;
    private readonly HubKeeping _kept;

    public KeeperStatus(KeeperContact keeper, HubKeeping kept)
    {
        (_keeper, _kept) = (keeper, kept);
        if (kept.Keeping is not { IsSuccessor: true, Record: { } record, EndedBy: var by }) return;
        record.WriteHeader(EndsAt + (int)by, record.ReadHeader(EndsAt + (int)by) + 1);
    }

    public string Keeper => !_keeper.HasKeeper ? "systemd" : _keeper.Said("keeper") is { Length: > 0 } said ? said : "keeper";

    public string Standby => _keeper.Said("standby") is { Length: > 0 } said ? said : "none";

    public int Kept => _kept.Store?.Count ?? 0;

    public long Epoch => (long)(_kept.Keeping.Record?.Epoch ?? 1);

    public long? GapNs => _kept.GapNs;

    public string Ended => _kept.Words.How;

    public long EndedBy(EndedBy by) => (long)(_kept.Keeping.Record?.ReadHeader(EndsAt + (int)by) ?? 0);
}
