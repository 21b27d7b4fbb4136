using System.CommandLine;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verbs <c>gpiohub reload</c>, <c>diff</c>, <c>apply</c>: another configuration for a running hub.</summary>
internal static class ReloadVerbs
{
    public static Command Reload(VerbContext context)
    {
        var command = new Command("reload", "Apply the hub's file again, as SIGHUP does.");
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            using var hub = await context.FindHubAsync(parsed, cancel);
            return await TellAsync(await hub.PostAsync("/v1/reload", "", null, WireJson.Default.ConfigCheckDocument, cancel), terminal);
        }));
        return command;
    }

    public static Command Diff(VerbContext context)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "what would be applied; without it the hub's own file as it is on disk",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("diff", "Say what would change, and what would be refused, if FILE were applied.") { file };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string yaml = Text(parsed.GetValue(file));
            using var hub = await context.FindHubAsync(parsed, cancel);
            return await TellAsync(
                await hub.PostAsync("/v1/config/diff", yaml, null, WireJson.Default.ConfigCheckDocument, cancel), terminal);
        }));
        return command;
    }

    public static Command Apply(VerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "the configuration; it may not include others" };
        var generation = new Option<long?>("--generation") { Description = "only if this is the generation in force", HelpName = "N" };
        var command = new Command("apply", "Apply FILE to the hub that runs; the hub's own file stays as it is.") { file, generation };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string yaml = Text(parsed.GetValue(file));
            using var hub = await context.FindHubAsync(parsed, cancel);
            return await TellAsync(await hub.PostAsync("/v1/config/apply", yaml, parsed.GetValue(generation),
                WireJson.Default.ConfigCheckDocument, cancel), terminal);
        }));
        return command;
    }

    private static async Task<int> TellAsync(ConfigCheckDocument document, Terminal terminal)
    {
        foreach (string warning in document.Warnings) await terminal.Error.WriteLineAsync(warning);
        foreach (string change in document.Changes) await terminal.Out.WriteLineAsync(change);
        foreach (string refused in document.Refused) await terminal.Out.WriteLineAsync($"refused: {refused}");
        if (document.Changes.Count + document.Refused.Count == 0) await terminal.Out.WriteLineAsync("no change");
        return ExitCode.Done;
    }

    private static string Text(string? file)
    {
        if (file is null) return "";
        try
        {
            string text = File.ReadAllText(file);
            return text.Length > 0 ? text : throw new CommandException(ExitCode.BadConfig, $"{file}: empty; expected chips and guests");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadConfig, e.Message);
        }
    }
}
