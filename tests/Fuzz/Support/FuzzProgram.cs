using System.Diagnostics;
using System.Globalization;
using GpioHub.Fuzz.Files;
using GpioHub.Fuzz.Http;
using GpioHub.Fuzz.Hubs;
using GpioHub.Fuzz.Reload;
using GpioHub.Fuzz.Rings;
using GpioHub.Fuzz.Sessions;

namespace GpioHub.Fuzz.Support;

/// <summary>The long run: each target in turn, for as long as asked, on one thread.</summary>
internal static class FuzzProgram
{
    private static readonly (string Name, Func<FuzzTarget> Make)[] Targets =
    [
        ("rings", () => new RingTarget()), ("messages", () => new SessionTarget()), ("hub", () => new HubTarget()),
        ("reloads", () => new ReloadTarget()), ("files", () => new YamlTarget()), ("http", () => new HttpTarget()),
    ];

    public static int Run(string[] args)
    {
        if (args is ["session", var name, var session])
        {
            return With(name, targets =>
            {
                targets[0].Session(Number(session));
                return 0;
            });
        }

        if (args is ["guided", var guided, .. var inputs])
        {
            return With(guided, targets =>
            {
                if (inputs.Length == 0) Guided.Run(targets[0]);
                else foreach (string input in inputs) targets[0].Give(File.ReadAllBytes(input));
                return 0;
            });
        }

        if (args.Length < 2 || !double.TryParse(args[1], CultureInfo.InvariantCulture, out double minutes))
        {
            Console.Error.WriteLine(
                "usage: GpioHub.Fuzz TARGET|all MINUTES [SEED], session TARGET SEED, or guided TARGET [FILE...] (else from afl-fuzz)");
            return 2;
        }

        ulong seed = args.Length > 2 ? Number(args[2]) : (ulong)Stopwatch.GetTimestamp();
        return With(args[0], targets => Run(targets, minutes, seed));
    }

    private static int With(string name, Func<FuzzTarget[], int> run)
    {
        FuzzTarget[] targets = [.. Targets.Where(target => name == "all" || target.Name == name).Select(target => target.Make())];
        try
        {
            return targets.Length > 0 ? run(targets) : throw new ArgumentException($"no target {name}", nameof(name));
        }
        finally
        {
            foreach (var target in targets.OfType<IDisposable>()) target.Dispose();
        }
    }

    private static int Run(FuzzTarget[] targets, double minutes, ulong seed)
    {
        var watch = Stopwatch.StartNew();
        var given = new long[targets.Length];
        var spent = new TimeSpan[targets.Length];
        var told = TimeSpan.Zero;
        for (ulong round = 0; watch.Elapsed.TotalMinutes < minutes; round++)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                var began = watch.Elapsed;
                var until = began + TimeSpan.FromSeconds(2);
                for (ulong n = 0; watch.Elapsed < until; n++)
                    given[i] += targets[i].Session(Dice.Mix(Dice.Mix(seed + round) + n));
                spent[i] += watch.Elapsed - began;
            }

            if (watch.Elapsed - told < TimeSpan.FromSeconds(60)) continue;
            told = watch.Elapsed;
            Tell();
        }

        Tell();
        return 0;

        void Tell()
        {
            for (int i = 0; i < targets.Length; i++)
            {
                var target = targets[i];
                string reached = string.Join(", ", target.Reached.Select(entry => $"{entry.Value:N0} {entry.Key}"));
                string line = $"{target.Name}: {given[i]:N0} {target.Inputs} in {spent[i].TotalSeconds:F0} s ({reached})";
                Console.WriteLine($"{watch.Elapsed:hh\\:mm\\:ss} {line}");
            }
        }
    }

    private static ulong Number(string word) => word.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(word.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : ulong.Parse(word, CultureInfo.InvariantCulture);
}
