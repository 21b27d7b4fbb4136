using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text;
using GpioHub.Recording.Vcd;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit.Recordings;

/// <summary>Everything that happened on the lines of a scenario, as a VCD file.</summary>
internal sealed class ScenarioFile(Rig rig)
{
    private static int _lastNumber;

    private static readonly string Version =
        typeof(ScenarioFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";

    private readonly int _number = Interlocked.Increment(ref _lastNumber);

    /// <summary>The text of a file.</summary>
    /// <param name="addresses">Chip lines; empty = all, and the interrupts of the guests.</param>
    public string Text(IReadOnlyCollection<string> addresses)
    {
        var sources = Sources(addresses);
        var nets = sources.Nets.Index().ToDictionary(net => net.Item.Address, net => net.Index);
        var guestLines = sources.GuestLines.Index().ToDictionary(line => $"{line.Item.Guest}/{line.Item.Line}", line => line.Index);
        var levels = new VcdLevel[nets.Count];
        var entries = rig.Journal.Entries;
        foreach (var entry in entries.Where(entry => entry.Kind == EntryKind.Level && nets.ContainsKey(entry.Row)))
            levels[nets[entry.Row]] = VcdLevels.Of(entry.Level!.Value);

        var text = new ArrayBufferWriter<byte>();
        var writer = new VcdWriter(text, new VcdHeader($"GpioHub.TestKit {Version}", "", 0, null), sources, levels);
        foreach (var entry in entries)
        {
            long ns = Ns(entry.At);
            if (entry.Kind == EntryKind.Edge && nets.TryGetValue(entry.Row, out int net))
                writer.Change(ns, net, VcdLevels.Of(entry.Level!.Value));
            else if (entry.Kind == EntryKind.Interrupt && guestLines.TryGetValue(entry.Row, out int line))
                writer.Interrupt(ns, line);
        }
        writer.Reach(Math.Max(Ns(rig.Time.Now), Ns(entries[^1].At) + 1));      // a viewer shows a level only if it lasts
        writer.Flush();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Keeps what has happened so far in a folder; a later call of the same scenario writes over it.</summary>
    /// <param name="scenario">The name of its class.</param>
    /// <returns>What to say of it: where it is, or why it is not.</returns>
    public string Keep(string folder, string scenario)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{scenario}-{Environment.ProcessId}-{_number}.vcd");
        string path = Path.Combine(folder, name);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, Text([]));
            return $"recorded: {path}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"not recorded: {e.Message}";      // the failure itself is what the reader has to see
        }
    }

    private VcdSources Sources(IReadOnlyCollection<string> addresses)
    {
        var all = rig.Plan.Chips.SelectMany(chip => chip.Lines.Select((_, index) => new ChipLineAddress(chip.Id, index))).ToArray();
        var nets = all.Select(at => (At: at, Net: new VcdNet(at.Chip, rig.NameOf(at))))
            .Where(net => addresses.Count == 0 || addresses.Contains(net.Net.Address)).ToArray();
        var places = nets.Index().ToDictionary(net => net.Item.At, net => net.Index);
        var guestLines = rig.Plan.Guests.SelectMany(guest => guest.Lines
            .Where(line => line.From is { } from && places.ContainsKey(from))
            .Select(line => new VcdGuestLine(guest.Id, NameOf(line), places[line.From!.Value])));
        var buses = rig.Plan.Buses.Where(bus => bus.Lines.All(places.ContainsKey))
            .Select(bus => new VcdBus(bus.Name, [.. bus.Lines.Select(line => places[line])]));
        return new VcdSources([.. nets.Select(net => net.Net)], [.. guestLines], [.. buses]);
    }

    private static string NameOf(GuestLinePlan line) => line.Name.Length > 0 ? line.Name : line.Line.ToString(CultureInfo.InvariantCulture);

    private static long Ns(TimeSpan at) => at.Ticks * TimeSpan.NanosecondsPerTick;
}
