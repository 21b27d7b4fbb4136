using GpioHub.Configuration;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Naming;

/// <summary>Finds the net that a name means in the plan in force; for a name without meaning it finds the nearest that has one.</summary>
/// <remarks>It has no state of its own: a plan is immutable, and each request reads the one in force.</remarks>
internal sealed class LineLookup(RigPlan plan)
{
    public ChipPlan Chip(string id) =>
        plan.Chips.FirstOrDefault(chip => chip.Id == id)
        ?? throw NameNotFoundException.For("chip", id, plan.Chips.Select(chip => chip.Id));

    public GuestPlan Guest(string id) =>
        plan.Guests.FirstOrDefault(guest => guest.Id == id)
        ?? throw NameNotFoundException.For("guest", id, plan.Guests.Select(guest => guest.Id));

    /// <exception cref="NameNotFoundException">No such bus; perhaps a line's name without its chip.</exception>
    public BusPlan Bus(string name)
    {
        if (plan.Buses.FirstOrDefault(bus => bus.Name == name) is { } found) return found;
        string[] near = [.. plan.Chips.SelectMany(chip => NetName.Of(chip).Where((_, i) => chip.Lines[i].Name == name)).Take(2)];
        if (near.Length == 1) throw new NameNotFoundException($"no bus \"{name}\" but a line; did you mean {near[0]}?", near[0]);
        var missing = NameNotFoundException.For("bus", name, plan.Buses.Select(bus => bus.Name));
        throw new NameNotFoundException($"{missing.Message}; a line is CHIP/LINE or GUEST:LINE", missing.Nearest);
    }

    /// <summary>The net behind an address.</summary>
    /// <exception cref="NameNotFoundException">No such owner, no such line, an ambiguous name, or a spare slot.</exception>
    public ChipLineAddress Net(LineAddress address) =>
        OtherOwner(address) is { } other
            ? throw new NameNotFoundException(
                $"no {(address.OfGuest ? "guest" : "chip")} \"{address.Id}\" but a {(address.OfGuest ? "chip" : "guest")}; " +
                $"did you mean {other}?", other)
            : address.OfGuest ? GuestNet(address) : ChipNet(address);

    /// <summary>The address with the other separator, where only that one has an owner; null = this one is meant.</summary>
    private string? OtherOwner(LineAddress address)
    {
        bool isChip = plan.Chips.Any(chip => chip.Id == address.Id), isGuest = plan.Guests.Any(guest => guest.Id == address.Id);
        bool other = address.OfGuest ? isChip && !isGuest : isGuest && !isChip;
        return other ? (address with { OfGuest = !address.OfGuest }).ToString() : null;
    }

    private ChipLineAddress ChipNet(LineAddress address)
    {
        var chip = Chip(address.Id);
        if (address.IsOffset)
        {
            int index = Enumerable.Range(0, chip.Lines.Length).FirstOrDefault(place => chip.Lines[place].Offset == address.Offset, -1);
            return index >= 0 ? new ChipLineAddress(chip.Id, index) : throw new NameNotFoundException(NoOffset(address, chip), null);
        }

        var named = chip.Lines.Index().Where(line => line.Item.Name == address.Line).ToArray();
        return named.Length switch
        {
            1 => new ChipLineAddress(chip.Id, named[0].Index),
            0 => throw NoLine(address, chip.Lines.Select(line => line.Name ?? "")),
            _ => throw new NameNotFoundException(
                $"\"{address}\" means {named.Length} lines; " +
                $"use {string.Join(" or ", named.Select(line => $"{chip.Id}/{line.Item.Offset}"))}", null),
        };
    }

    // Only some lines of a gpiochip belong to the rig, and those that it knows by name may have any offset.
    private static string NoOffset(LineAddress address, ChipPlan chip) => chip.Driver.ListsAllLines
        ? $"no line {address.Line} on chip {chip.Id}; it has {Counted.Of(chip.Lines.Length, "line")}, from 0{NamedSo(address, chip)}"
        : $"no line {address.Line} of chip {chip.Id} in the rig; see gpiohub info {chip.Id}{NamedSo(address, chip)}";

    /// <summary>Digits are an offset, so a line with that name has another address.</summary>
    private static string NamedSo(LineAddress address, ChipPlan chip) =>
        chip.Lines.FirstOrDefault(line => line.Name == address.Line) is { } named ? $"; the line named so is {chip.Id}/{named.Offset}" : "";

    private ChipLineAddress GuestNet(LineAddress address)
    {
        var guest = Guest(address.Id);
        GuestLinePlan? line;
        if (address.Offset is { } number)
        {
            line = guest.Lines.FirstOrDefault(l => l.Line == number)
                ?? throw new NameNotFoundException($"no line {number} on guest {guest.Id}; " +
                    $"it has {Counted.Of(guest.Lines.Length, "slot")}, from 0", null);
        }
        else
        {
            line = guest.Lines.FirstOrDefault(l => l.Name == address.Line) ?? throw NoLine(address, guest.Lines.Select(l => l.Name));
        }

        return line.From
            ?? throw new NameNotFoundException($"{address} is a spare slot of guest {guest.Id}: no chip line stands behind it", null);
    }

    private static NameNotFoundException NoLine(LineAddress address, IEnumerable<string> names)
    {
        string? nearest = NearestName.Of(address.Line, names.Where(name => name.Length > 0));
        string? whole = nearest is null ? null : (address with { Line = nearest }).ToString();
        string hint = whole is null ? $"; see gpiohub info {address.Id}" : $"; did you mean {whole}?";
        return new NameNotFoundException($"no line \"{address}\"{hint}", whole);
    }
}

/// <summary>A name that the rig does not have. The message is for the user as it stands.</summary>
/// <param name="nearest">The existing name that was probably meant; null when none is near.</param>
internal sealed class NameNotFoundException(string message, string? nearest) : Exception(message)
{
    public string? Nearest { get; } = nearest;

    public static NameNotFoundException For(string kind, string asked, IEnumerable<string> names)
    {
        string[] known = [.. names];
        string? nearest = NearestName.Of(asked, known);
        string hint = nearest is not null ? $"; did you mean {nearest}?"
            : known.Length == 0 ? $"; the rig has no {Counted.Many(kind)}"
            : $"; there {(known.Length == 1 ? "is" : "are")} {string.Join(", ", known.Take(8))}{(known.Length > 8 ? ", …" : "")}";
        return new NameNotFoundException($"no {kind} \"{asked}\"{hint}", nearest);
    }
}
