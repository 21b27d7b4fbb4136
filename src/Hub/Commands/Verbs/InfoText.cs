using System.Globalization;
using System.Text;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Buses;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The text of <c>gpiohub info</c>: gpioinfo's layout for chips, a line per guest and per bus.</summary>
internal static class InfoText
{
    public static string Of(HubDocument hub)
    {
        var text = new StringBuilder();
        if (hub.Links is { } links) text.Append(LinksText.Of(links));
        foreach (var chip in hub.Chips) text.Append(Of(chip));
        int width = hub.Guests.Select(guest => guest.Id.Length).DefaultIfEmpty().Max();
        foreach (var guest in hub.Guests) text.Append(Summary(guest, width)).Append('\n');
        int names = hub.Buses.Select(bus => bus.Name.Length).DefaultIfEmpty().Max();
        foreach (var bus in hub.Buses) text.Append(Summary(bus, names)).Append('\n');
        if (hub.Succession is { Keeper: not "none" } succession) text.Append(Of(succession));
        return text.ToString();
    }

    /// <summary>Who would go on, and what this process has gone on from.</summary>
    private static string Of(SuccessionDocument succession)
    {
        string standby = succession.Standby == "none" ? "no standby" : $"standby {succession.Standby}";
        string gap = succession.LastGapMs is { } ms ? Invariant($"; nobody served for {ms:0.#} ms") : "";
        string before = succession.Epoch > 1 ? $", the one before ended by {succession.Ended ?? "a way that nobody knows"}{gap}" : "";
        return Invariant($"hub  process {succession.Epoch}, kept by {succession.Keeper}, {standby}{before}\n");
    }

    public static string Of(ChipDocument chip)
    {
        bool up = chip.State == "up";
        string device = string.Join(' ', ((string?[])[chip.Driver, chip.Label, chip.Path]).OfType<string>());
        string restarts = chip.Restarts > 0 ? $", {Counted.Of(chip.Restarts, "restart")}" : "";
        string trouble = !up && chip.LastError is { } error ? $"  {error}" : "";
        string head = $"{chip.Id}  [{device}]  {chip.State}  {Counted.Of(chip.Lines.Count, "line")}{restarts}:{trouble}\n";
        string lines = string.Concat(chip.Lines.Select(line => Of(line, up)));
        return head + lines + string.Concat(InfoPhrases.In(lines).Select(word => $"\t{word}\n"));
    }

    /// <summary>A net: its problem, or what drives it; and each guest line that reads it.</summary>
    /// <param name="known">The chip is up, so the level is known.</param>
    public static string Of(LineDocument line, bool known = true)
    {
        string offset = line.Offset is { } number ? Invariant($"{number,3}") : "  ?";
        string name = line.Name is null ? "unnamed" : $"\"{line.Name}\"";
        IEnumerable<string> drivers = line.Drivers.Select(driver =>
            $"{(driver.Kind is "guest" or "fault" ? $"{driver.Kind} {driver.Who}" : driver.Kind)}={Word(driver.Level)}");
        string driven = line.Problem ?? string.Join(' ', drivers);
        if (driven.Length == 0) driven = known ? Word(line.Level) : "unknown";
        IEnumerable<string> readers = line.Readers.Select(reader =>
            $"{reader.Guest}:{(reader.Name.Length > 0 ? reader.Name : Invariant($"{reader.Line}"))}({reader.Access}" +
            $"{(reader.Edges == "none" ? "" : $",edges={reader.Edges}")})");
        return string.Join("  ", [$"\tline {offset}:\t{name,-16}\t{driven}", .. readers]) + "\n";
    }

    /// <summary>A bus, and each of its lines, the most significant first.</summary>
    public static string Of(BusDocument bus)
    {
        var text = new StringBuilder(Summary(bus, bus.Name.Length)).Append('\n');
        int width = bus.Lines.Max(line => line.Length);
        foreach (var (place, address) in bus.Lines.Index())
        {
            string level = bus.Value is { } value ? Word(BusValue.LevelAt(value, place, bus.Lines.Count) ? 1 : 0) : "unknown";
            text.Append(Invariant($"\tbit {bus.Lines.Count - 1 - place,3}:\t{address.PadRight(width)}\t{level}\n"));
        }

        return text.ToString();
    }

    private static string Summary(BusDocument bus, int width) =>
        $"{bus.Name.PadRight(width)}  bus  {bus.Hex ?? "unknown"}  {Counted.Of(bus.Lines.Count, "line")}" +
        (bus.Problem is { } problem ? $": {problem}" : "");

    /// <summary>A guest, its rings, and each of its lines.</summary>
    public static string Of(GuestDocument guest)
    {
        var text = new StringBuilder(Summary(guest, guest.Id.Length)).Append('\n');
        text.Append(Invariant($"\tsocket {guest.Socket}{(guest.SocketProblem is { } why ? $" – {why}" : "")}\n"));
        foreach (var ring in guest.Rings)
        {
            text.Append(Invariant($"\t{ring.Name}  {ring.State}  size {ring.Size}, {ring.InFlight} in flight, "));
            text.Append(Invariant($"{ring.Completed} done, {ring.Malformed} malformed"));
            if (ring.Lost > 0) text.Append(Invariant($", {ring.Lost} lost at the hub's last end"));
            text.Append(ring.Reason is { } reason ? $": {reason}\n" : "\n");
        }

        if (guest.LastError is { } error) text.Append(Invariant($"\trequests of no line{Last(error)}\n"));
        foreach (var line in guest.Lines.Where(line => !IsQuietSpare(line))) text.Append(Of(line));
        string spare = string.Join("  ", GuestLines.Of([.. guest.Lines.Where(IsQuietSpare).Select(line => (line.Line, line.Name))]));
        if (spare.Length > 0) text.Append(Invariant($"\tspare slots: {spare}\n"));
        foreach (string word in InfoPhrases.In(text.ToString())) text.Append(Invariant($"\t{word}\n"));
        return text.ToString();
    }

    /// <summary>A slot without a chip line of which there is nothing to tell.</summary>
    private static bool IsQuietSpare(GuestLineDocument line) => line.From is null && line.Errors == 0;

    private static string Of(GuestLineDocument line)
    {
        string name = line.Name.Length > 0 ? $"\"{line.Name}\"" : "unnamed";
        string level = line.Level is { } known ? Word(known) : "spare";
        string irq = line.Irq == "none" ? "" : $"  irq={line.Irq}{(line.Pending ? " pending" : "")}{(line.Latched ? " latched" : "")}" +
            $"{(line.Buffer == "none" ? "" : $" {line.Buffer}")}";
        string errors = line.Errors == 0 ? "" : $"  {Counted.Of(line.Errors, "error")}{Last(line.LastError)}";
        string trouble = (line.Diverged ? "  diverged" : "") + (line.Unheeded ? "  unheeded" : "") + errors;
        return Invariant(
            $"\tline {line.Line,3}:\t{name,-16}\t{line.From ?? "-"}  {line.Access}  direction={line.Direction}  {level}{irq}{trouble}\n");
    }

    private static string Last(ErrorDocument? error) => error is null
        ? ""
        : Invariant($", the last {long.Parse(error.AgoNs, CultureInfo.InvariantCulture) / 1e9:0.0} s ago: {error.Text}");

    private static string Summary(GuestDocument guest, int width)
    {
        string head = $"{guest.Id.PadRight(width)}  {guest.State}{Pins(guest)}";
        if (guest.Peer is null && guest.State == "waiting") return head;

        string irq = guest.Irq switch { true => "  irq=yes", false => "  irq=no", null => "" };
        string pending = guest.PendingSlots is { } slots ? Invariant($", {slots} when it probes again") : "";
        string held = (guest.RequestPauses > 0 ? Invariant($", {guest.RequestPauses} pauses") : "")
            + (guest.LateInterrupts > 0 ? Invariant($", {guest.LateInterrupts} late interrupts") : "");
        string lines = Invariant($"{guest.Lines.Count(line => line.From is not null)} of {guest.Slots} lines, {guest.Armed} armed");
        int deaf = guest.Lines.Count(line => line.Unheeded);
        string unheeded = deaf > 0 ? Invariant($", {deaf} unheeded") : "";
        return $"{head}{irq}  {lines}{unheeded}{pending}{held}";
    }

    /// <summary>What becomes of the outputs of a guest whose rings are stopped.</summary>
    private static string Pins(GuestDocument guest)
    {
        if (guest.Stopped is not { } stopped || !guest.Lines.Any(line => line.From is not null && line.Access != "in")) return "";
        return stopped.Why is { } why
            ? $", pins released: {why}"
            : Invariant($", pins held for {Math.Floor(stopped.Seconds)} s (whenStopped {stopped.WhenStopped})");
    }

    /// <summary>Whole seconds as such, as a rig file has them.</summary>
    private static string Word(int level) => level == 1 ? "active" : "inactive";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
