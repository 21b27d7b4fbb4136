using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>Serialisers of the plan, generated at build time: a successor has no time for reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(ChipDriverConverter), typeof(EndPointConverter)])]
[JsonSerializable(typeof(PlanImage))]
[JsonSerializable(typeof(ChipDriverText))]
internal sealed partial class PlanSerializers : JsonSerializerContext;

/// <summary>A driver of chips with the settings that it has.</summary>
internal sealed record ChipDriverText(
    string Driver, string? Label, string? Path, IReadOnlyList<string[]>? Match, IoPlace Io, TimeSpan RestartMin, TimeSpan RestartMax)
{
    /// <summary>Of a chip of another host: that host.</summary>
    public string? Host { get; init; }

    /// <summary>Its id there.</summary>
    public string? Chip { get; init; }
}

/// <summary>Drivers by their word, and of a gpiochip the one selector that it has.</summary>
internal sealed class ChipDriverConverter : JsonConverter<ChipDriverPlan>
{
    public override ChipDriverPlan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = JsonSerializer.Deserialize(ref reader, PlanSerializers.Default.ChipDriverText)
            ?? throw new JsonException("a chip without a driver");
        if (text.Driver == SimPlan.Word) return SimPlan.Instance;
        if (text is { Driver: RemotePlan.Word, Host: { } host, Chip: { } chip }) return new RemotePlan(host, chip);
        if (text.Driver != GpioChipPlan.Word) throw new JsonException($"this version has no driver {text.Driver}");
        ChipSelector selector = text switch
        {
            { Label: { } label } => new ByLabel(label),
            { Path: { } path } => new ByPath(path),
            _ => new ByProperties([.. (text.Match ?? []).Select(pair => (pair[0], pair[1]))]),
        };
        return new GpioChipPlan(selector, text.Io, text.RestartMin, text.RestartMax);
    }

    public override void Write(Utf8JsonWriter writer, ChipDriverPlan value, JsonSerializerOptions options)
    {
        var device = value as GpioChipPlan;
        var match = (device?.Selector as ByProperties)?.Properties.Select(property => (string[])[property.Name, property.Glob]);
        JsonSerializer.Serialize(writer, new ChipDriverText(value.Name, (device?.Selector as ByLabel)?.Label,
            (device?.Selector as ByPath)?.Path, match?.ToArray(), device?.Io ?? default, device?.RestartMin ?? default,
            device?.RestartMax ?? default)
        {
            Host = (value as RemotePlan)?.Host,
            Chip = (value as RemotePlan)?.Chip,
        }, PlanSerializers.Default.ChipDriverText);
    }
}

/// <summary>An address with its port, as users write it.</summary>
internal sealed class EndPointConverter : JsonConverter<IPEndPoint>
{
    public override IPEndPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPEndPoint.TryParse(reader.GetString() ?? "", out var address) ? address : throw new JsonException("no address");

    public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
