using System.Diagnostics;
using System.Text;
using GpioHub.Configuration;
using GpioHub.Fuzz.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Files;

/// <summary>Rig files: sound ones with something changed, and text that no editor would write.</summary>
internal sealed class YamlTarget : FuzzTarget
{
    private const int FilesPerSession = 20;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);           // of one file, on a busy machine

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ": ", "- ", ", ", "\n", "\n  ", "\n    ", "'", "\"", "#", "&a ", "*a", "<<: *a", "!x ", "|\n", ">\n", "? ",
        "---\n", "%YAML 1.2\n", "\t", "\u0000", "\u00e9", "\ud83d\ude00", "{1..3}", "{1..99999}", "{9..1}", "{a..b}", "{1..3..2}", "0",
        "-1", "1e999", "0x10", "null", "~", "true", "yes", "off", "4294967296", "chips", "guests", "lines", "from", "driver", "sim",
        "gpiochip", "label", "match", "path", "bench/IGN", "bench/0", "bench/-1", "bench/", "/", "a/b/c", "access", "in", "out", "inout",
        "onRelease", "hold", "low", "high", "slots", "names", "bias", "pull-up", "activeLow", "resolve", "wired-or", "initial",
        "include", "version", "hub", "sockets", "reactors", "http", "127.0.0.1:80", "poll", "watch", "rehearse",
        "packedRings", "keep", "standby",
        "watchdog", "debounce", "5ms", "1.5h",
        "requestsPerSecond", "interruptsPerSecond", "earlyUnmask", "whenStopped", "socket",
    ];

    private readonly string[] _sound = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "rigs"), "*.yaml")
        .Order(StringComparer.Ordinal).Select(File.ReadAllText).Append(Small)];

    private const string Small = """
        hub: { sockets: /run/fuzz }
        chips:
          bench: { driver: sim, lines: [IGN, CRASH, { name: WAKE, bias: pull-up, resolve: wired-or }, "AUX{1..4}"] }
          body: { driver: gpiochip, label: gpio-sim.0, lines: { DOOR: { offset: 3, activeLow: true } } }
        guests:
          ivi: { slots: 8, lines: [{ name: IGN, from: bench/IGN, access: in }, { from: body/DOOR, access: out, onRelease: low }] }
          "ecu-{1..3}":
            lines: [{ name: WAKE, from: bench/WAKE, access: inout, onRelease: hold }, { name: "P", from: "bench/AUX{n}" }]
        """;

    public override string Name => "files";

    public override string Inputs => "files";

    protected override long Session(Dice dice)
    {
        for (int i = 0; i < FilesPerSession; i++)
        {
            var read = Read(Text(dice));
            Count(read.HasErrors ? "refused" : "accepted");
        }

        return FilesPerSession;
    }

    /// <param name="input">A file as it lies on disk.</param>
    public override void Give(byte[] input) => Read(Encoding.UTF8.GetString(input));

    private static LoadResult Read(string text)
    {
        var watch = Stopwatch.StartNew();
        var read = ConfigurationLoader.LoadText(text);
        FuzzException.Unless(watch.Elapsed < Most, $"a file is read within {Most.TotalSeconds} s:\n{text}");
        Check(read, text);
        return read;
    }

    private string Text(Dice dice)
    {
        var text = new StringBuilder(dice.Of<string>(_sound));
        if (dice.OneIn(10)) text.Clear();
        for (int changes = 1 + dice.Below(dice.OneIn(4) ? 40 : 4); changes > 0; changes--)
        {
            int at = dice.Below(text.Length + 1);
            switch (dice.Below(6))
            {
                case 0: text.Insert(at, dice.Of<string>(Pieces)); break;
                case 1: text.Remove(at, Math.Min(dice.Below(12), text.Length - at)); break;
                case 2:
                    int from = dice.Below(text.Length + 1), length = Math.Min(dice.Below(60), text.Length - from);
                    text.Insert(at, text.ToString(from, length));
                    break;
                case 3 when at < text.Length: text[at] = (char)(dice.OneIn(8) ? dice.Below(0x10000) : dice.Below(128)); break;
                case 4: Word(text, at, dice); break;
                default: text.Insert(at, (char)(32 + dice.Below(95))); break;
            }
        }

        return text.ToString();
    }

    /// <summary>Replaces the word at a place by another.</summary>
    private static void Word(StringBuilder text, int at, Dice dice)
    {
        int from = at, to = at;
        while (from > 0 && char.IsLetterOrDigit(text[from - 1])) from--;
        while (to < text.Length && char.IsLetterOrDigit(text[to])) to++;
        text.Remove(from, to - from).Insert(from, dice.Of<string>(Pieces));
    }

    private static void Check(LoadResult read, string text)
    {
        int lines = text.Count(letter => letter is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029') + 1;
        FuzzException.Unless(read.HasErrors == read.Errors.Length > 0, $"a file without a plan says why:\n{text}");
        foreach (var problem in read.Problems)
        {
            FuzzException.Unless(problem.Line >= 0 && problem.Line <= lines + 1 && problem.Column >= 0,
                $"a problem is in its file, not at {problem.Line}:{problem.Column}:\n{text}");
            FuzzException.Unless(!problem.ToString().Any(char.IsControl), $"a message is printable:\n{text}");
        }

        if (read.Plan is not { } plan) return;
        FuzzException.Unless(plan.Guests.Select(guest => guest.SocketPath).Distinct().Count() == plan.Guests.Length,
            $"every guest has a socket of its own:\n{text}");
        foreach (var guest in plan.Guests)
        {
            bool told = guest.Lines.IsEmpty || NameBlock.TryCreate([.. guest.Lines.Select(line => line.Name)], out _, out _);
            FuzzException.Unless(told, $"the names of a guest's lines can be told:\n{text}");
            foreach (var line in guest.Lines)
                FuzzException.Unless(line.From is not { } at || Has(plan, at), $"a line stands for a line that is there:\n{text}");
        }

        var again = ConfigurationLoader.LoadText(text);
        bool same = again.Plan is { } twice && RigDiff.Between(plan, twice, _ => true).IsEmpty;
        FuzzException.Unless(same, $"a file means the same twice:\n{text}");
    }

    private static bool Has(RigPlan plan, ChipLineAddress at) =>
        plan.Chips.FirstOrDefault(chip => chip.Id == at.Chip) is { } chip && at.Index >= 0 && at.Index < chip.Lines.Length;
}
