using System.Globalization;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Top;

/// <summary>What the hub said at one moment, and the rows that follow from it and the moment before. Pure.</summary>
internal sealed record TopSample(HubDocument Hub, LatencyCounts Latency)
{
    private double Seconds => long.Parse(Hub.UptimeNs, CultureInfo.InvariantCulture) / 1e9;

    /// <summary>Edges a second of all nets; null = not known yet.</summary>
    public double? EdgesPerSecond(TopSample? before) =>
        Rate(Hub.Chips.Sum(Edges), before?.Hub.Chips.Sum(Edges), before);

    /// <summary>Buses first, then nets, both in the order of the rig.</summary>
    public IEnumerable<NetRow> Nets(TopSample? before)
    {
        var old = before?.Hub.Chips.SelectMany(chip => Addresses(chip)).ToDictionary(line => line.Address, line => line.Line.Edges) ?? [];
        var edges = new Dictionary<string, long>(StringComparer.Ordinal);
        var nets = new List<NetRow>();
        foreach (var chip in Hub.Chips)
        {
            foreach (var (address, line) in Addresses(chip))
            {
                edges[address] = line.Edges;
                bool known = chip.State == "up" && line.Problem is null;
                string? problem = known ? null
                    : line.Problem ?? $"{chip.State}{(chip.LastError is { } why ? $": {why}" : "")}";
                string level = known ? line.Level.ToString(CultureInfo.InvariantCulture) : "?";
                nets.Add(new NetRow(address, false, level, known && line.Level == 1,
                    Rate(line.Edges, old.TryGetValue(address, out long was) ? was : null, before), line.Edges,
                    Drivers(line), Readers(line),
                    problem is null ? null : PrintableText.Of(problem)));
            }
        }

        foreach (var bus in Hub.Buses)
        {
            long now = bus.Lines.Sum(line => edges.GetValueOrDefault(line));
            long? then = before is not null && bus.Lines.All(old.ContainsKey) ? bus.Lines.Sum(line => old[line]) : null;
            yield return new NetRow(bus.Name, true, bus.Hex ?? "?", bus.Value > 0, Rate(now, then, before), now, "",
                $"{Counted.Of(bus.Lines.Count, "line")} from {PrintableText.Of(bus.Lines[0])}",
                bus.Problem is { } problem ? PrintableText.Of(problem) : null);
        }

        foreach (var net in nets) yield return net;
    }

    public IEnumerable<GuestRow> Guests(TopSample? before)
    {
        var old = before?.Hub.Guests.ToDictionary(guest => guest.Id) ?? [];
        foreach (var guest in Hub.Guests)
        {
            var was = old.GetValueOrDefault(guest.Id);
            yield return new GuestRow(guest.Id, guest.State, guest.Irq switch { true => "yes", false => "no", null => "" },
                Rate(guest.Requests, was?.Requests, before), Rate(guest.Interrupts, was?.Interrupts, before), guest.Armed, guest.Errors,
                before is null ? null : Latency.Quantile(guest.Id, before.Latency, 0.5),
                before is null ? null : Latency.Quantile(guest.Id, before.Latency, 0.99));
        }
    }

    private static long Edges(ChipDocument chip) => chip.Lines.Sum(line => line.Edges);

    /// <summary>A counter that has become smaller belongs to another run of the hub, or another line.</summary>
    private double? Rate(long now, long? then, TopSample? before)
    {
        double time = before is null ? 0 : Seconds - before.Seconds;
        return then is { } was && time > 0 && now >= was ? (now - was) / time : null;
    }

    /// <summary>A line's address: by name where the name means it alone.</summary>
    private static IEnumerable<(string Address, LineDocument Line)> Addresses(ChipDocument chip)
    {
        var named = chip.Lines.Where(line => line.Name is not null).CountBy(line => line.Name!).ToDictionary();
        foreach (var line in chip.Lines)
        {
            bool usable = line.Name is { Length: > 0 } name && named[name] == 1 && !LineAddress.IsAllDigits(name);
            string last = usable || line.Offset is null ? line.Name ?? "?" : line.Offset.Value.ToString(CultureInfo.InvariantCulture);
            yield return (PrintableText.Of($"{chip.Id}/{last}"), line);
        }
    }

    private static string Drivers(LineDocument line) => string.Join(' ', line.Drivers.Select(driver => driver.Kind switch
    {
        "guest" => driver.Who,
        "fault" => $"fault {driver.Who}",
        "idle" => driver.Who.Length > 0 ? $"({driver.Who})" : "(idle)",
        var kind => kind,
    }));

    private static string Readers(LineDocument line) => string.Join(' ', line.Readers.Select(reader =>
        reader.Edges == "none" ? reader.Guest : $"{reader.Guest}{(reader.Latched ? "!" : "*")}"));
}
