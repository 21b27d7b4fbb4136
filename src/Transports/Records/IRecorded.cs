namespace GpioHub.Transports.Records;

/// <summary>A piece of state that is written to the record at the end of each turn that changed it.</summary>
public interface IRecorded
{
    /// <summary>It is among those that this turn writes; for <see cref="RecordTurn.Mark"/> only.</summary>
    bool IsMarked { get; set; }

    /// <summary>Writes what it is now. Allocates nothing if it is on the path of a request or an edge.</summary>
    void Record(RecordTurn turn);
}
