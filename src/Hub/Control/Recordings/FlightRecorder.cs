using System.Globalization;
using System.IO.Pipelines;
using System.Threading.Channels;
using GpioHub.Actors.Contract;
using GpioHub.Recording.Log;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>Keeps what the log has when something has gone wrong: a chip that was up fails, a guest gets many errors, two want to drive one
/// line, or somebody sends SIGUSR1. Source: IF-4.8.</summary>
/// <param name="folder">null = there is none.</param>
internal sealed class FlightRecorder(Func<IRig> rig, RecorderPlan plan, string? folder, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>Files that are kept; the oldest goes first.</summary>
    public const int FilesKept = 10;

    /// <summary>What goes wrong again and again is kept so often.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>How often what a guest or a network can cause as it likes is kept, of that guest, that line or that host: it is to push out
    /// nothing else.</summary>
    public static readonly TimeSpan RestOfGuest = TimeSpan.FromHours(1);

    /// <summary>What follows the cause is worth as much as what came before.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(1);

    private const int LongestWord = 100;

    private static readonly TimeSpan All = TimeSpan.FromDays(1);

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _up = [];
    private readonly Dictionary<string, long> _provoked = [];
    private long? _last;

    /// <summary>Names this run of the hub, once anybody has been told its name.</summary>
    public string Life { get; set; } = "";

    /// <summary>Keeps a recording now, because somebody asks for it. Any thread.</summary>
    public void Ask(string cause) => _asked.Writer.TryWrite(cause);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watching = plan.Dumps && plan.Bytes > 0 ? WatchAsync(stoppingToken) : Task.CompletedTask;
        try
        {
            await foreach (string cause in _asked.Reader.ReadAllAsync(stoppingToken)) await KeepAsync(cause, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The hub stops.
        }
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Looks at notes for what goes wrong. It does not follow the log itself: every edge would wake it.</summary>
    private async Task WatchAsync(CancellationToken cancel)
    {
        var log = rig().Log;
        var notes = Channel.CreateUnbounded<LogNote>(new UnboundedChannelOptions { SingleReader = true });
        void PassOn(LogNote note)
        {
            // Nothing that anybody can make without end: contentions are noted as often as a log line may be written.
            if (note is ChipNote or GuestErrorsNote || (note is ContentionNote && plan.Contentions)) notes.Writer.TryWrite(note);
        }

        log.Noted += PassOn;
        try
        {
            Recall(log, PassOn);
            await foreach (var note in notes.Reader.ReadAllAsync(cancel))
                if (CauseIn(note, log) is { } cause && IsRested()) await KeepAfterAsync(cause, cancel);
        }
        finally
        {
            log.Noted -= PassOn;
        }
    }

    /// <summary>Passes on what was noted before anybody listened. A note that is passed on twice says nothing new.</summary>
    private static void Recall(EdgeLog log, Action<LogNote> passOn)
    {
        var reader = log.ReaderAfter(0);
        var entries = new LogEntry[256];
        for (int count; (count = reader.Read(entries, out _)) > 0;)
            foreach (var entry in entries.AsSpan(0, count))
                if (log.NoteOf(entry) is { } note) passOn(note);
    }

    /// <summary>Why a recording is to be kept; null = it is not.</summary>
    private string? CauseIn(LogNote? note, EdgeLog log)
    {
        switch (note)
        {
            case ChipNote { State: ChipState.Up } chip:
                _up.Add(chip.Chip);
                return null;
            case ChipNote { State: ChipState.Failing or ChipState.Absent } chip when _up.Remove(chip.Chip):
                if (OwnerOf(chip.Chip) is { } host)                        // one cable is many chips, and may be loose
                    return IsRested() && IsNew($"host {host}") ? $"chips of host {host} away: {chip.Error}" : null;
                return $"chip {chip.Chip} failed";
            case GuestErrorsNote guest when IsRested() && IsNew($"guest {guest.Guest}"):
                return $"guest {guest.Guest}: {guest.Errors} requests answered ERR within a second";
            case ContentionNote both when IsRested() && IsNew($"{log.Words.Source(both.Source)}"):
                return $"contention on {log.Words.Source(both.Source)}: {both.Wants} wants to drive it, {both.Holds} does";
            default:
                return null;
        }
    }

    /// <summary>The host that a chip is one of; null = this one.</summary>
    private string? OwnerOf(string chip) => (rig().Plan.Chips.FirstOrDefault(each => each.Id == chip)?.Driver as RemotePlan)?.Host;

    /// <param name="provoker">Who, which line or which host has the recording made.</param>
    private bool IsNew(string provoker)
    {
        if (_provoked.TryGetValue(provoker, out long last) && time.GetElapsedTime(last) < RestOfGuest) return false;
        _provoked[provoker] = time.GetTimestamp();
        return true;
    }

    private bool IsRested() => _last is not { } last || time.GetElapsedTime(last) >= Rest;

    private async Task KeepAfterAsync(string cause, CancellationToken cancel)
    {
        await Task.Delay(Aftermath, time, cancel);
        await KeepAsync(cause, cancel);
    }

    /// <summary>Writes a file, beside its name first; the oldest ones go.</summary>
    private async Task KeepAsync(string cause, CancellationToken cancel)
    {
        _last = time.GetTimestamp();
        try
        {
            if (folder is null) throw new IOException("there is no folder for it; set recorder.folder");
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, NameOf(cause, time.GetUtcNow()));
            var query = new RecordingQuery(null, All, null, null, TimeSpan.Zero, Flat: false);
            await using (var file = new FileStream($"{path}.part", FileMode.Create, FileAccess.Write, FileShare.Read))
            await using (var stream = new RecordingStream(rig(), query, Life, time))
            {
                await stream.OpenAsync(cancel);
                var pipe = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
                await stream.RunAsync(pipe, cancel);
                await pipe.CompleteAsync();
            }
            File.Move($"{path}.part", path, overwrite: true);
            string[] kept = [.. Directory.GetFiles(folder, "gpiohub-*.vcd").Order(StringComparer.Ordinal)];
            foreach (string old in kept.SkipLast(FilesKept)) File.Delete(old);
            RecordingLog.Kept(log, path, cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RecordingLog.NotKept(log, cause, e.Message);
        }
    }

    /// <summary>Names in the order of time, with the cause in a word, cut where it gets long:
    /// <c>gpiohub-20261130-023301-chip-doors-failed.vcd</c>.</summary>
    internal static string NameOf(string cause, DateTimeOffset now)
    {
        string word = string.Concat(cause.Take(LongestWord).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"gpiohub-{now:yyyyMMdd-HHmmss}-{word}.vcd");
    }
}
