using System.Collections.Immutable;
using System.Text;
using GpioHub.Configuration;
using GpioHub.Hub.Qemu;

namespace GpioHub.Hub.Commands.Init;

/// <summary>The rig's file that <c>gpiohub init</c> writes: facts in, text out. Pure.</summary>
/// <remarks>It runs as it stands, and touches no pin that somebody uses: of physical chips only lines are wired that have a name and that
/// the kernel calls free, as inputs, and the hub requests them as they are. A host without such lines has a simulated chip.</remarks>
internal static class RigText
{
    /// <summary>The chip of a host without lines that could be wired.</summary>
    public const string SimulatedChip = "bench";

    /// <summary>The guest of a host without virtual machines.</summary>
    public const string OnlyGuest = "vm1";

    private const int MostWired = 8, MostListed = 40, MostGuests = 32;

    /// <param name="file">As its user names it.</param>
    public static InitialRig Of(HostFacts facts, string file)
    {
        var chips = InitialChip.Of(facts.Chips);
        var names = new HashSet<string>(StringComparer.Ordinal);
        ImmutableArray<InitialLine> wired =
        [
            .. chips.SelectMany(chip => chip.Free).Take(MostWired)
                .Select(line => line.GuestName is { } name && names.Add(name) ? line : line with { GuestName = null }),
        ];
        var ids = new IdText("control", "view");
        ImmutableArray<string> guests = facts.Machines.IsEmpty
            ? [OnlyGuest]
            : [.. facts.Machines.Take(MostGuests).Select(name => ids.Of(name, "guest"))];

        var text = new StringBuilder();
        Head(text, facts, file);
        if (facts.Group is { } group) Hub(text, group);
        text.Append("\nchips:\n");
        if (wired.IsEmpty) Simulated(text, guests.Length);
        foreach (var chip in chips) Physical(text, chip);
        foreach (var chip in facts.Chips.Where(chip => chip.Label is null))
            text.Append($"  # {YamlText.Comment($"{chip.Path} cannot be opened: {chip.Problem}")}\n");

        text.Append("\nguests:\n");
        for (int at = 0; at < guests.Length; at++)
        {
            string machine = facts.Machines.IsEmpty ? guests[at] : facts.Machines[at];
            Guest(text, guests[at], machine, wired, number: at + 1);
        }
        if (facts.Machines.Length > MostGuests)
            text.Append($"  # {Counted.Of(facts.Machines.Length - MostGuests, "more virtual machine")}: likewise\n");
        return new InitialRig(text.ToString(), chips.Length + (wired.IsEmpty ? 1 : 0), guests);
    }

    private static void Head(StringBuilder text, HostFacts facts, string file)
    {
        string check = $"gpiohub check {YamlText.Comment(file)}", manual = "man gpiohub.yaml";
        int width = Math.Max(check.Length, manual.Length);
        text.Append("# yaml-language-server: $schema=/usr/share/gpiohub/gpiohub.schema.json\n");
        text.Append("# A rig: which chip line is which line of which guest. ");
        text.Append("gpiohub init wrote it for what it found; change what you like.\n");
        text.Append($"#   {check.PadRight(width)}  says what is wrong, and who is wired to what\n");
        text.Append($"#   {manual.PadRight(width)}  says what may stand here, and so does docs/configuration.md\n");
        text.Append("#\n# Found on this host:\n");
        text.Append($"#   {QemuLine(facts.Qemu)}\n");
        string machines = Counted.Of(facts.Machines.Length, "virtual machine");
        text.Append($"#   {Counted.Of(facts.Chips.Length, "gpiochip")}, {machines} of libvirt\n");
        text.Append("version: 1\n");
    }

    private static string QemuLine(QemuVersion? qemu) => qemu switch
    {
        null => $"no {InstalledQemu.ProgramName}",
        { HasGpio: false } old => $"QEMU {old}: it has no vhost-user-gpio; 7.2 and later have",
        { HasInterrupts: false } old => $"QEMU {old}: guests read and drive lines; interrupts need 9.0 or later",
        { } good => $"QEMU {good}",
    };

    private static void Hub(StringBuilder text, FoundGroup group)
    {
        string setting = $"socketGroup: {YamlText.Key(group.Name)}";
        if (group.Lacks is null) text.Append($"\nhub:\n  {setting}                     # QEMU's: so it may open the guests' sockets\n");
        else
        {
            text.Append("\n# With this QEMU may open the guests' sockets, once the hub's user is in its group: ");
            text.Append($"usermod -aG {group.Name} {YamlText.Comment(group.Lacks)}\n# hub:\n#   {setting}\n");
        }
    }

    private static void Simulated(StringBuilder text, int guests)
    {
        text.Append($"  {SimulatedChip}:                                # in memory: gpiohub set {SimulatedChip}/BUTTON=1 presses it\n");
        text.Append("    driver: sim\n    lines:\n      - BUTTON\n");
        for (int number = 1; number <= guests; number++) text.Append($"      - LED_{number}\n");
    }

    private static void Physical(StringBuilder text, InitialChip chip)
    {
        text.Append($"  {YamlText.Key(chip.Id)}:{Remark(chip.Found)}\n    driver: gpiochip\n    {chip.Selector}\n");
        var named = chip.Found.Lines.Where(line => line.Name.Length > 0).ToArray();
        if (named.Length == 0) text.Append($"    # no line has a name: a guest's from is {chip.Id}/0, by the line's number\n");
        foreach (var line in named.Take(MostListed))
            text.Append($"    # {line.Offset,4}  {YamlText.Comment(line.Name)}{(line.Used ? $"  (in use{By(line)})" : "")}\n");
        if (named.Length > MostListed) text.Append($"    # … {named.Length - MostListed} more have names: gpioinfo shows them\n");

        static string Remark(FoundChip found) => $"   # {found.Path}, {Counted.Of(found.Lines.Length, "line")}";
        static string By(FoundLine line) => line.Consumer.Length > 0 ? $" by {YamlText.Comment(line.Consumer)}" : "";
    }

    private static void Guest(StringBuilder text, string id, string machine, ImmutableArray<InitialLine> wired, int number)
    {
        text.Append($"  {YamlText.Key(id)}:{(id == machine ? "" : $"   # {YamlText.Comment(machine)}")}\n    lines:\n");
        if (wired.IsEmpty)
        {
            text.Append($"      - {{ name: BUTTON, from: {SimulatedChip}/BUTTON }}\n");
            text.Append($"      - {{ name: LED, from: {SimulatedChip}/LED_{number}, access: out }}\n");
        }
        foreach (var line in wired)
        {
            string name = line.GuestName is { } given ? $"name: {YamlText.QuotedBelowGuest(given)}, " : "";
            text.Append($"      - {{ {name}from: {YamlText.Quoted(line.Address)} }}   # an input; access: out lets the guest drive it\n");
        }
    }
}
