using System.Globalization;
using System.Text;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Naming;
using GpioHub.Hub.Qemu;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Run;

/// <summary>The text that <c>gpiohub run</c> prints once it is up: the rig, and what to type next. Source: IF-2.3.</summary>
/// <param name="Program">How a user calls this program on a command line here.</param>
/// <param name="FoundByItself">A client finds this hub without being told where it is.</param>
/// <param name="Qemu">The installed QEMU; null = none found.</param>
internal sealed record Banner(RigPlan Plan, RigSnapshot Snapshot, TimeSpan UpIn, string Program, bool FoundByItself, QemuVersion? Qemu)
{
    private const int NamesWidth = 60;

    /// <summary>The program has its page: it was built where npm is.</summary>
    public bool HasPage { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Rig()).Append('\n');
        text.Append(Tries());
        text.Append("Ctrl-C ends.\n");
        return text.ToString();
    }

    private string Rig()
    {
        var text = new StringBuilder();
        string counts = $"{Counted.Of(Plan.Chips.Length, "chip")}, {Counted.Of(Plan.Guests.Length, "guest")}, " +
            $"{Counted.Of(Plan.Chips.Sum(chip => chip.Lines.Length), "net")}";
        text.Append(CultureInfo.InvariantCulture,
            $"gpiohub {ThisProgram.Version} · {Plan.Hub.ConfigPath} · {counts} · up in {UpIn.TotalSeconds:0.0} s\n");

        int kinds = Math.Max(7, Snapshot.Chips.Select(chip => chip.Driver.Length).DefaultIfEmpty().Max());
        int ids = Plan.Chips.Select(chip => chip.Id.Length).Concat(Plan.Guests.Select(guest => guest.Id.Length)).DefaultIfEmpty().Max();
        foreach (var chip in Snapshot.Chips)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {chip.Id.PadRight(ids)}  {chip.Driver.PadRight(kinds)}  " +
                $"{ApiNames.Of(chip.State),-7}  {(chip.State == ChipState.Up || chip.LastError is null ? Names(chip) : chip.LastError)}\n");
        }

        int paths = Snapshot.Guests.Select(guest => guest.Socket.Length).DefaultIfEmpty().Max();
        foreach (var guest in Snapshot.Guests)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {guest.Id.PadRight(ids)}  {ApiNames.Of(guest.State).PadRight(kinds)}  " +
                $"{guest.Socket.PadRight(paths)} {Counted.Of(guest.Slots, "line")}\n");
        }

        return text.ToString();
    }

    private static string Names(ChipSnapshot chip)
    {
        var text = new StringBuilder();
        int shown = 0;
        foreach (var line in chip.Lines)
        {
            string name = line.Name ?? (line.Offset ?? line.Index).ToString(CultureInfo.InvariantCulture);
            if (text.Length + name.Length > NamesWidth) break;
            text.Append(shown++ == 0 ? "" : " ").Append(name);
        }

        return shown == chip.Lines.Length ? text.ToString() : string.Create(CultureInfo.InvariantCulture,
            $"{text} … {chip.Lines.Length - shown} more");
    }

    private string Tries()
    {
        if (Plan.Guests.Length == 0) return "";

        var text = new StringBuilder();
        if (Example() is var (socket, line, net))
        {
            string mon = $"{Program} guest {socket} mon {line}";
            string program = $"{Program}{(FoundByItself ? "" : $" --hub {Plan.Hub.ControlSocket}")}", set = $"{program} set {net}=1";
            int width = Math.Max(mon.Length, set.Length);
            text.Append("Try, in other terminals:\n");
            text.Append(CultureInfo.InvariantCulture, $"  {mon.PadRight(width)}   # be a guest: wait for interrupts\n");
            text.Append(CultureInfo.InvariantCulture, $"  {set.PadRight(width)}   # turn {net} on\n");
            if (HasPage) text.Append(CultureInfo.InvariantCulture, $"  {$"{program} web".PadRight(width)}   # see it in a browser\n");
        }

        string guest = Plan.Guests[Plan.Guests.Length > 1 ? 1 : 0].Id;
        text.Append(CultureInfo.InvariantCulture,
            $"Your own VM:  {InstalledQemu.ProgramName} … -m 2G $({Program} qemu-args {Plan.Hub.ConfigPath} {guest} --memory 2G)\n");
        text.Append(CultureInfo.InvariantCulture, $"  this machine: {ThisMachine()}\n");
        text.Append("  the guest's kernel needs CONFIG_GPIO_VIRTIO (Debian's has not: docs/guests.md)\n");
        return text.ToString();
    }

    // A line that can be set from here and read by a guest, and whose names need no quotes in a shell.
    private (string Socket, string Line, string Net)? Example()
    {
        foreach (var guest in Plan.Guests)
        {
            foreach (var line in guest.Lines)
            {
                if (line.From is not { } from || line.Access == LineAccess.Out || !IsPlain(line.Name)) continue;
                var net = Plan.Chips.First(chip => chip.Id == from.Chip).Lines[from.Index];
                string name = NetName.Of(from, Plan);
                if (net.Control == ControlAccess.Drive && IsPlain(name)) return (guest.SocketPath, line.Name, name);
            }
        }

        return null;
    }

    private string ThisMachine() => Qemu switch
    {
        null => $"no {InstalledQemu.ProgramName} found",
        { HasGpio: false } => $"QEMU {Qemu} – has no vhost-user-gpio, 7.2 and later have",
        { HasInterrupts: false } => $"QEMU {Qemu} – values work, interrupts need QEMU 9.0 or later",
        _ => $"QEMU {Qemu} – values and interrupts work",
    };

    private static bool IsPlain(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/');
}
