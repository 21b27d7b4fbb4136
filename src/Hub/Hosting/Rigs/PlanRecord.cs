using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The plan in force in the record. A reload may have changed it since the hub started, and the file may have changed since: a
/// successor builds this plan, takes over what serves it, and only then looks at the disk, as in any reload.</summary>
internal sealed class PlanRecord(RecordFile record) : IPlanRecord
{
    private const string Region = "plan";

    private readonly RecordBytes _text = new(record, Region);

    public void Write(RecordTurn turn, PlanImage image) => _text.Write(turn, PlanJson.Of(image));

    /// <summary>The plan that the process before had in force.</summary>
    /// <param name="why">Why it cannot be had, for a person.</param>
    public static PlanImage? Read(RecordFile record, out string why)
    {
        if (RecordBytes.Read(record, Region, out why) is not { } text) return null;
        try
        {
            return PlanJson.Read(text);
        }
        catch (JsonException e)
        {
            why = $"the plan that was left cannot be read: {e.Message}";
            return null;
        }
    }
}
