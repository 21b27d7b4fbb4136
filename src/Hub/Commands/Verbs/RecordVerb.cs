using System.CommandLine;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub record FILE</c>: what the hub remembers of lines, and what comes, as a VCD file.</summary>
internal static class RecordVerb
{
    public static Command Create(VerbContext context)
    {
        var file = new Argument<string>("FILE") { Description = "the VCD file to write; - is stdout, as it comes" };
        var lines = new Argument<string[]>("LINE")
        {
            Description = "CHIP/LINE, GUEST:LINE or a bus; none: every line",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var last = new Option<string?>("--last") { Description = "what the hub remembers of this time before now", HelpName = "TIME" };
        var length = new Option<string?>("--for") { Description = "record this long from now on", HelpName = "TIME" };
        var until = new Option<string?>("--until")
        {
            Description = "record up to this edge; with --last, from that time before it",
            HelpName = "LINE=rising|falling|both",
        };
        var after = new Option<string?>("--after") { Description = "and this long after it", HelpName = "TIME" };
        var flat = new Option<bool>("--flat") { Description = "one scope without guests, for sigrok and PulseView" };
        var command = new Command("record", "Record the waveform of lines, until interrupted: for GTKWave, replay and scenario tests.")
        {
            file, lines, last, length, until, after, flat,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            var query = new List<string>();
            foreach (string line in parsed.GetValue(lines)!) Add("line", line);
            AddTime("last", parsed.GetValue(last));
            AddTime("for", parsed.GetValue(length));
            if (parsed.GetValue(until) is { } edge) Add("until", edge);
            AddTime("after", parsed.GetValue(after));
            if (parsed.GetValue(flat)) Add("flat", "1");

            using var interrupt = new Interrupt(cancel);
            using var hub = await context.FindHubAsync(parsed, interrupt.Token);
            string target = parsed.GetValue(file)!;
            string path = $"/v1/recording.vcd?{string.Join('&', query)}";
            if (target == "-")
            {
                await using var output = Terminal.OpenOutput();
                await CopyAsync(hub, path, output, new Progress(terminal, "stdout"), interrupt);
                return ExitCode.Done;
            }
            return await ToFileAsync(hub, path, target, parsed.GetValue(flat), terminal, interrupt);

            void Add(string key, string value) => query.Add($"{key}={Uri.EscapeDataString(value)}");

            void AddTime(string key, string? time)
            {
                if (time is null) return;
                Arguments.Time(time);
                Add(key, time);
            }
        }));
        return command;
    }

    /// <summary>Writes beside the file, and puts it in its place when it is whole. Whoever kills this program finds what was recorded by
    /// then, whole lines of it, under the name that ends in <c>.part</c>.</summary>
    private static async Task<int> ToFileAsync(HubClient hub, string path, string target, bool flat, Terminal terminal,
        Interrupt interrupt)
    {
        string part = $"{target}.part";
        var progress = new Progress(terminal, target);
        bool hasGone = false;
        try
        {
            await using var output = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.Read);
            await CopyAsync(hub, path, output, progress, interrupt);
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.NoHub && progress.Bytes > 0)
        {
            hasGone = true;                                                 // what was recorded by then is a whole file
        }
        catch (CommandException)
        {
            File.Delete(part);
            throw;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }

        File.Move(part, target, overwrite: true);
        progress.Clear();
        await terminal.Out.WriteLineAsync($"recorded {target}, {progress.Size}");
        // Without compress it makes a sample of each nanosecond of idle time.
        if (flat) await terminal.Out.WriteLineAsync($"sigrok-cli -I vcd:compress=10000 -i {target}");
        return hasGone ? throw new CommandException(ExitCode.NoHub, "the hub has gone; the file ends there") : ExitCode.Done;
    }

    private static async Task CopyAsync(HubClient hub, string path, Stream output, Progress progress, Interrupt interrupt)
    {
        try
        {
            await foreach (var lines in hub.WholeLinesAsync(path, interrupt.Token))
            {
                await output.WriteAsync(lines);
                await output.FlushAsync();
                progress.Note(lines.Length);
            }
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            // Ctrl-C is how one says that it is enough.
        }
    }

    /// <summary>How much there is by now, where somebody looks.</summary>
    private sealed class Progress(Terminal terminal, string target)
    {
        private long _toldAt = Environment.TickCount64;
        private bool _hasTold;

        public long Bytes { get; private set; }

        public string Size => Bytes < 10_000 ? $"{Bytes} bytes" : Bytes < 10_000_000 ? $"{Bytes / 1000} kB" : $"{Bytes / 1_000_000} MB";

        public void Note(int bytes)
        {
            Bytes += bytes;
            if (!terminal.ErrorIsTerminal || Environment.TickCount64 - _toldAt < 1000) return;
            (_toldAt, _hasTold) = (Environment.TickCount64, true);
            terminal.Error.Write($"\r\e[Krecording {target}: {Size}, Ctrl-C ends");
        }

        public void Clear()
        {
            if (_hasTold) terminal.Error.Write("\r\e[K");
        }
    }
}
