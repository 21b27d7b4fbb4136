using System.Globalization;
using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer;

/// <summary>The command line of the explorer.</summary>
internal static class Arguments
{
    private const int MostOfLink = 9;

    public const string Usage = """
        usage: explore DRIVER [OPTION]…
          DRIVER                 linux-v4, linux-v4-eoi, linux-v4-revised, linux, zephyr; linux-smp, linux-v4-eoi-literal
          --types A,B            EdgeRising, EdgeFalling, EdgeBoth, LevelHigh, LevelLow
          --handlers A,B         Hard, Threaded, HardAndThread
          --calls A,B            RequestIrq, FreeIrq, DisableIrq, EnableIrq, SetType, Suspend, Resume, …; or none
          --disturbances A,B     EventqStops, EventqDisables, ChipLeaves, Directions, Outputs, Reset, InterruptLimit, Reload, Values
          --properties A,B       only these; otherwise all
          --refuses  --late      the chip may refuse; may be late
          --senses-late          the chip tells a level later
          --apart                the chip may be on another reactor
          --hold                 earlyUnmask: hold
          --kills N              how often the hub is killed at most, 1 to 3
          --toggles N            the line is another host's, and is moved there so often; and with that, how often at most
          --cuts N  --stalls N   the link is cut, or stalls
          --lates N              a message comes after one that was said after it
          --owner-kills N        the owner's hub is killed
          --writes N             the guest asks for a direction or a value
          --lines N  --depth N   1 or 2 lines; steps from the start
          --most N               states at most, 20000000 if not given
          --traces               the shortest trace of each broken property
        """;

    /// <exception cref="ArgumentException">Something is not as <see cref="Usage"/> says.</exception>
    public static (ExplorationPlan Plan, bool Traces) Read(IReadOnlyList<string> words)
    {
        if (words.Count == 0) throw new ArgumentException("which driver?");
        var plan = new ExplorationPlan { Driver = Driver(words[0]) };
        bool traces = false;
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            plan = word switch
            {
                "--refuses" => plan with { ChipRefuses = true },
                "--late" => plan with { ChipIsLate = true },
                "--senses-late" => plan with { ChipSensesLate = true },
                "--apart" => plan with { TurnsOverlap = true, ChipIsApart = true },
                "--hold" => plan with { EarlyUnmask = EarlyUnmask.Hold },
                "--traces" => plan,
                _ when i + 1 == words.Count => throw new ArgumentException($"\"{word}\" is no option, or lacks its value"),
                _ => With(plan, word, words[++i]),
            };
            traces |= word == "--traces";
        }

        return (plan, traces);
    }

    private static IDriverModel Driver(string name) => name switch
    {
        "linux-smp" => new LinuxModel(twoCpus: true),
        "linux-v4-eoi-literal" => new LinuxV4EoiModel(literal: true),
        _ => DriverModels.Named(name),
    };

    private static ExplorationPlan With(ExplorationPlan plan, string option, string value) => option switch
    {
        "--types" => plan with { Types = All<IrqType>(value) },
        "--handlers" => plan with { Handlers = All<HandlerKind>(value) },
        "--calls" => plan with { Calls = value == "none" ? [] : All<DriverInputKind>(value) },
        "--disturbances" => plan with { Disturbances = All<Disturbances>(value).Aggregate((one, other) => one | other) },
        "--properties" => plan with { Properties = All<LineProperty>(value) },
        "--kills" => plan with { Kills = Number(option, value, 3) },
        "--toggles" => plan with { Link = Link(plan) with { Toggles = Number(option, value, MostOfLink) } },
        "--cuts" => plan with { Link = Link(plan) with { Cuts = Number(option, value, MostOfLink) } },
        "--stalls" => plan with { Link = Link(plan) with { Stalls = Number(option, value, MostOfLink) } },
        "--lates" => plan with { Link = Link(plan) with { Lates = Number(option, value, MostOfLink) } },
        "--owner-kills" => plan with { Link = Link(plan) with { OwnerKills = Number(option, value, MostOfLink) } },
        "--writes" => plan with { Link = Link(plan) with { Writes = Number(option, value, MostOfLink) } },
        "--lines" => plan with { Lines = Number(option, value, 2) },
        "--depth" => plan with { Depth = Number(option, value, int.MaxValue) },
        "--most" => plan with { MostStates = Number(option, value, int.MaxValue) },
        _ => throw new ArgumentException($"there is no option \"{option}\""),
    };

    private static LinkPlan Link(ExplorationPlan plan) => plan.Link ?? new LinkPlan();

    private static T[] All<T>(string value) where T : struct, Enum =>
        [.. value.Split(',').Select(word => Enum.TryParse<T>(word, out var one) && Enum.IsDefined(one) && !char.IsDigit(word[0])
            ? one
            : throw new ArgumentException($"\"{word}\" is none of {string.Join(", ", Enum.GetNames<T>())}"))];

    private static int Number(string option, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most
            ? number
            : throw new ArgumentException($"{option}: \"{value}\" is no number from 1 to {most}");
}
