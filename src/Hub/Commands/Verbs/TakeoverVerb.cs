using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub takeover</c>: another build in the place of the hub that runs. Source: IF-2.23.</summary>
internal static class TakeoverVerb
{
    private const double NsPerMs = 1_000_000;

    /// <summary>The other build starts, and looks at what it would go on with.</summary>
    private static readonly TimeSpan Verdict = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Succession = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static Command Create(VerbContext context)
    {
        var binary = new Option<string?>("--binary")
        {
            Description = "the build (default: the program that the hub was started from, as it is now)",
            HelpName = "PATH",
        };
        var back = new Option<bool>("--back") { Description = "the build before this one, within ten minutes" };
        var command = new Command("takeover", "Put another build in the hub's place; guests go on.") { binary, back };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string? path = parsed.GetValue(binary);
            if (path is not null && parsed.GetValue(back))
                throw new CommandException(ExitCode.Usage, "takeover: expected one of --binary and --back");
            var request = new TakeoverRequest(path is null ? null : Path.GetFullPath(path), parsed.GetValue(back));
            using var hub = await context.FindHubAsync(parsed, cancel);
            var before = await AskAsync(hub, request, cancel);
            var after = await NextAsync(hub, before, cancel);
            string gap = after.GapNs is { } ns
                ? string.Create(CultureInfo.InvariantCulture, $"{long.Parse(ns, CultureInfo.InvariantCulture) / NsPerMs:0.0} ms")
                : "a time that nobody knows";
            await terminal.Out.WriteLineAsync($"{before.Version} to {after.Version}: nobody served for {gap}");
            if (before.Next is null || after.Version == before.Next) return ExitCode.Done;
            await terminal.Error.WriteLineAsync($"gpiohub: {before.Next} did not come up; the hub's log says more");
            return ExitCode.Failed;
        }));
        return command;
    }

    /// <summary>Asks the hub to give its place.</summary>
    /// <returns>The hub that does, and who is next; null as the next = it was ended, as a busy one is, before its answer was out.</returns>
    private static async Task<TakeoverDocument> AskAsync(HubClient hub, TakeoverRequest request, CancellationToken cancel)
    {
        var before = await hub.DocumentAsync("/v1/takeover", WireJson.Default.TakeoverDocument, cancel);
        try
        {
            string answer = await hub.PostAsync(
                "/v1/takeover", JsonSerializer.Serialize(request, WireJson.Default.TakeoverRequest), cancel, Verdict);
            return JsonSerializer.Deserialize(answer, WireJson.Default.TakeoverDocument)
                ?? throw new CommandException(ExitCode.Failed, "the hub answered nothing to /v1/takeover");
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.NoHub)
        {
            return before;
        }
    }

    /// <summary>The hub that has gone on. Its socket is kept, so whoever asks too early waits.</summary>
    private static async Task<TakeoverDocument> NextAsync(HubClient hub, TakeoverDocument before, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Succession);
        while (true)
        {
            try
            {
                var now = await hub.DocumentAsync("/v1/takeover", WireJson.Default.TakeoverDocument, limit.Token);
                if (now.Epoch > before.Epoch) return now;
            }
            catch (CommandException e) when (e.ExitCode == ExitCode.NoHub && !limit.IsCancellationRequested)
            {
                // The one that was asked has ended.
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new CommandException(ExitCode.TimedOut, $"no hub has gone on within {Succession.TotalSeconds:0} s");
            }

            await Task.Delay(Look, cancel);
        }
    }
}
