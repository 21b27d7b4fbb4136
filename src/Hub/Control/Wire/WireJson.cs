using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

/// <summary>Serialisers of the control API, generated at build time: the command line starts without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HubDocument))]
[JsonSerializable(typeof(IReadOnlyList<ChipDocument>))]
[JsonSerializable(typeof(IReadOnlyList<LineDocument>))]
[JsonSerializable(typeof(IReadOnlyList<GuestDocument>))]
[JsonSerializable(typeof(IReadOnlyList<BusDocument>))]
[JsonSerializable(typeof(BusValueDocument))]
[JsonSerializable(typeof(BusPulseDocument))]
[JsonSerializable(typeof(EdgeDocument))]
[JsonSerializable(typeof(ContentionDocument))]
[JsonSerializable(typeof(SnapshotDocument))]
[JsonSerializable(typeof(LaggedDocument))]
[JsonSerializable(typeof(LaggedIntervalDocument))]
[JsonSerializable(typeof(ProcessGapDocument))]
[JsonSerializable(typeof(InterruptDocument))]
[JsonSerializable(typeof(GuestEventDocument))]
[JsonSerializable(typeof(ChipEventDocument))]
[JsonSerializable(typeof(FaultEventDocument))]
[JsonSerializable(typeof(ConfigEventDocument))]
[JsonSerializable(typeof(AuditEventDocument))]
[JsonSerializable(typeof(NowDocument))]
[JsonSerializable(typeof(EventItem))]
[JsonSerializable(typeof(ValueDocument))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(ConfigCheckDocument))]
[JsonSerializable(typeof(ConfigDocument))]
[JsonSerializable(typeof(IReadOnlyList<FaultDocument>))]
[JsonSerializable(typeof(FaultRequest))]
[JsonSerializable(typeof(PulseRequest))]
[JsonSerializable(typeof(PulseDocument))]
[JsonSerializable(typeof(IReadOnlyList<ReplayDocument>))]
[JsonSerializable(typeof(TakeoverDocument))]
[JsonSerializable(typeof(TakeoverRequest))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>The serialiser of what the hub writes. None of it is put into HTML, so quotes and umlauts stay readable.</summary>
    public static readonly WireJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
