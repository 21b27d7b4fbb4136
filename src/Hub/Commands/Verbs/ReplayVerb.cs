using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Recording.Replay;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub replay FILE</c>: the hub plays a VCD file onto lines, and this program says how it went.</summary>
internal static class ReplayVerb
{
    private const string Path = "/v1/replays";

    public static Command Create(VerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "a VCD file, a hub's or any other; - is stdin" };
        var map = new Option<string[]>("--map", "-m")
        {
            Description = "which signal plays onto which line, any number of times; none: a hub's own file, each net onto itself",
            HelpName = "SIGNAL=LINE",
        };
        var speed = new Option<double?>("--speed") { Description = "so many times as fast as it was (default 1)", HelpName = "FACTOR" };
        var loop = new Option<int?>("--loop") { Description = "play it so often (default 1; 0 = until Ctrl-C)", HelpName = "N" };
        var from = new Option<string?>("--from") { Description = "begin at this time of the file", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "end at this time of the file", HelpName = "TIME" };
        var dry = new Option<bool>("--dry-run") { Description = "only say what would be played" };
        var command = new Command("replay", "Play a recorded waveform onto lines; afterwards they are what they were before.")
        {
            file, map, speed, loop, from, to, dry,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            var query = new List<string>();
            foreach (string each in parsed.GetValue(map) ?? [])
            {
                if (ReplayMap.Parse(each) is null) throw new CommandException(ExitCode.Usage, $"--map {each}: expected SIGNAL=LINE");
                Add("map", each);
            }
            if (parsed.GetValue(speed) is { } factor) Add("speed", factor.ToString(CultureInfo.InvariantCulture));
            if (parsed.GetValue(loop) is { } times) Add("loop", times.ToString(CultureInfo.InvariantCulture));
            if (parsed.GetValue(from) is { } begin) AddTime("from", begin);
            if (parsed.GetValue(to) is { } end) AddTime("to", end);
            if (parsed.GetValue(dry)) Add("dryRun", "1");

            await using var vcd = Open(parsed.GetValue(file)!);
            using var interrupt = new Interrupt(cancel);
            using var hub = await context.FindHubAsync(parsed, interrupt.Token);
            string answer = await hub.PostFileAsync($"{Path}?{string.Join('&', query)}", vcd, interrupt.Token);
            var replay = JsonSerializer.Deserialize(answer, WireJson.Default.ReplayDocument)!;
            if (replay.Id is null) return await TellPlanAsync(replay, terminal);
            return await TellAsync(await FollowAsync(hub, replay, terminal, interrupt), terminal);

            void Add(string key, string value) => query.Add($"{key}={Uri.EscapeDataString(value)}");

            void AddTime(string key, string time)
            {
                Arguments.Time(time);
                Add(key, time);
            }
        }));
        return command;
    }

    private static Stream Open(string file)
    {
        if (file == "-") return Console.OpenStandardInput();
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }
    }

    /// <summary>Waits for its end; Ctrl-C ends it. What takes longer than a second says how far it is, where somebody looks.</summary>
    private static async Task<ReplayDocument> FollowAsync(HubClient hub, ReplayDocument replay, Terminal terminal, Interrupt interrupt)
    {
        string path = $"{Path}/{replay.Id}";
        bool hasTold = false;
        try
        {
            while (replay.State == "playing")
            {
                replay = await hub.DocumentAsync($"{path}?wait=1s", WireJson.Default.ReplayDocument, interrupt.Token);
                if (replay.State != "playing" || !terminal.ErrorIsTerminal) continue;
                await terminal.Error.WriteAsync(ReplayText.Progress(replay));
                hasTold = true;
            }
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            await hub.DeleteAsync(path, CancellationToken.None);
            replay = await hub.DocumentAsync(path, WireJson.Default.ReplayDocument, CancellationToken.None);
        }
        if (hasTold) await terminal.Error.WriteAsync("\r\e[K");
        return replay;
    }

    private static async Task<int> TellPlanAsync(ReplayDocument plan, Terminal terminal)
    {
        await terminal.Out.WriteLineAsync(ReplayText.Plan(plan));
        foreach (string line in plan.Lines) await terminal.Out.WriteLineAsync($"  {line}");
        return ExitCode.Done;
    }

    private static async Task<int> TellAsync(ReplayDocument replay, Terminal terminal)
    {
        await terminal.Out.WriteLineAsync(ReplayText.Result(replay));
        if (replay.Refused > 0)
        {
            throw new CommandException(ExitCode.Failed,
                string.Create(CultureInfo.InvariantCulture, $"{replay.Refused:N0} of these were refused: {replay.Refusal}"));
        }
        bool endedByUser = replay.Why is null or "it was ended";
        return endedByUser ? ExitCode.Done : throw new CommandException(ExitCode.Failed, $"it ended before its end: {replay.Why}");
    }
}
