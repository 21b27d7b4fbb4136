using System.Globalization;
using System.Text;

namespace GpioHub.Recording.Vcd;

/// <summary>Writes the head of a file: the scopes with their names, and the real names in comments.</summary>
/// <remarks>
/// <code>
///   gpiohub             CHIP                 LINE           a net
///                       guests   GUEST       LINE           the same signal, as the guest calls it
///                                        irq LINE           its interrupts
///                       BUS                                 a vector
/// </code>
/// A name in a comment: <c>$comment name gpiohub.doors.Door_FL doors/Door%20FL $end</c>. Source: IF-4.1, IF-4.2.
/// </remarks>
internal sealed class VcdDeclarer(VcdOutput output, VcdSources sources)
{
    private const string Root = "gpiohub", Guests = "guests", Interrupts = "irq";
    private const int FirstId = '!', Ids = '~' - '!' + 1;

    private readonly StringBuilder _names = new(), _scopes = new();

    /// <summary>The word of each signal in the file: nets, interrupts of guest lines, buses.</summary>
    public byte[][] Identifiers { get; } =
        [.. Enumerable.Range(0, sources.Nets.Length + sources.GuestLines.Length + sources.Buses.Length).Select(Identifier)];

    public void Write(VcdHeader header, bool flat)
    {
        if (flat) Flat();
        else Nested();
        if (header.Date is { } date) output.Line($"$date {date} $end");
        output.Line($"$version {header.Version} $end");
        output.Line("$timescale 1 ns $end");
        foreach (string remark in header.Remarks) output.Line($"$comment {remark} $end");
        output.Text(_names.ToString());
        output.Text(_scopes.ToString());
        output.Line("$enddefinitions $end");
    }

    /// <summary>One scope with names such as <c>bench_IGN</c>: for programs that show no scopes.</summary>
    private void Flat()
    {
        var taken = new HashSet<string>();
        Open(Root);
        for (int net = 0; net < sources.Nets.Length; net++)
        {
            var (chip, line) = sources.Nets[net];
            Variable([Root], VcdName.Unique($"{chip}_{line}", taken), net, sources.Nets[net].Address, renamed: true);
        }
        Close();
    }

    private void Nested()
    {
        HashSet<string> top = [Guests];
        Open(Root);
        foreach (var chip in sources.Nets.Index().GroupBy(net => net.Item.Chip))
        {
            string scope = VcdName.Unique(chip.Key, top);
            Open(scope);
            var taken = new HashSet<string>();
            foreach (var (net, (_, line)) in chip)
            {
                string name = VcdName.Unique(line, taken);
                Variable([Root, scope], name, net, sources.Nets[net].Address, name != line || scope != chip.Key);
            }
            Close();
        }
        foreach (var (bus, (name, nets)) in sources.Buses.Index()) Bus(bus, VcdName.Unique(name, top), name, nets.Length);
        OfGuests();
        Close();
    }

    private void Bus(int bus, string name, string real, int width)
    {
        int signal = sources.Nets.Length + sources.GuestLines.Length + bus;
        _scopes.Append(CultureInfo.InvariantCulture, $"$var wire {width} {Word(signal)} {name} [{width - 1}:0] $end\n");
        if (name != real) Comment($"{Root}.{name}", real);
    }

    private void OfGuests()
    {
        if (sources.GuestLines.IsEmpty) return;
        Open(Guests);
        var ids = new HashSet<string>();
        foreach (var guest in sources.GuestLines.Index().GroupBy(line => line.Item.Guest))
        {
            string scope = VcdName.Unique(guest.Key, ids);
            HashSet<string> taken = [Interrupts];
            var named = guest.Select(line => (line.Index, line.Item, Name: VcdName.Unique(line.Item.Line, taken))).ToArray();
            Open(scope);
            foreach (var (_, line, name) in named)
            {
                if (line.Net is not { } net) continue;
                Variable([Root, Guests, scope], name, net, $"{guest.Key}:{line.Line}", name != line.Line || scope != guest.Key);
            }
            Open(Interrupts);
            foreach (var (index, _, name) in named) Variable([], name, sources.InterruptOf(index), "", renamed: false);
            Close();
            Close();
        }
        Close();
    }

    private void Variable(ReadOnlySpan<string> scopes, string name, int signal, string real, bool renamed)
    {
        _scopes.Append(CultureInfo.InvariantCulture, $"$var wire 1 {Word(signal)} {name} $end\n");
        if (renamed) Comment($"{string.Join('.', scopes!)}.{name}", real);
    }

    private void Comment(string path, string real) =>
        _names.Append(CultureInfo.InvariantCulture, $"$comment name {path} {VcdName.Quoted(real)} $end\n");

    private void Open(string scope) => _scopes.Append(CultureInfo.InvariantCulture, $"$scope module {scope} $end\n");

    private void Close() => _scopes.Append("$upscope $end\n");

    private string Word(int signal) => Encoding.ASCII.GetString(Identifiers[signal]);

    private static byte[] Identifier(int signal)
    {
        var word = new List<byte>();
        for (int left = signal; ; left = (left / Ids) - 1)
        {
            word.Add((byte)(FirstId + (left % Ids)));
            if (left < Ids) return [.. word];
        }
    }
}
