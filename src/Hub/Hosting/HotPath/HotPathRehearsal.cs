using System.Diagnostics;
using System.Runtime;
using GpioHub.Hub.Hosting.Rigs;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.HotPath;

/// <summary>A rehearsal of the hot path on a <see cref="PrivateRig"/>, so that the hub's first guest finds it loaded and compiled for
/// speed.</summary>
/// <remarks>
/// The runtime compiles a method anew when it has been called often for a while, twice: to learn from it, then for speed. That takes it
/// a second or two, most of it waiting. So the rehearsal has two parts: <see cref="Opening"/>, for which the hub waits before it says that
/// it is up, and the rest, a round now and then until the runtime has nothing to compile any more. Both are on a thread of their own.
/// </remarks>
internal sealed class HotPathRehearsal : IAsyncDisposable
{
    private const int OpeningRounds = 32;

    private static readonly TimeSpan OpeningTime = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<PrivateRig> _stage;
    private readonly ILogger _log;

    private HotPathRehearsal(Func<PrivateRig> stage, ILogger log) => (_stage, _log) = (stage, log);

    /// <summary>Done when all that a guest's first requests need is loaded, or when that takes too long. Never fails.</summary>
    public Task Opening => Task.WhenAny(_opening.Task, Task.Delay(OpeningTime));

    /// <summary>Done when nothing of the rehearsal is left. Never fails: a failure has been logged.</summary>
    public Task Over => _over.Task;

    /// <param name="stage">Starts the rig; called on the rehearsal's thread.</param>
    public static HotPathRehearsal Begin(Func<PrivateRig> stage, ILogger log)
    {
        var rehearsal = new HotPathRehearsal(stage, log);
        new Thread(rehearsal.Run) { Name = "rehearsal", IsBackground = true }.Start();
        return rehearsal;
    }

    /// <summary>Ends it early, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Over;
        _end.Dispose();
    }

    private void Run()
    {
        try
        {
            int rounds = Rehearse();
            HotPathLog.Over(_log, rounds);
        }
        catch (Exception e)      // whatever it is, the hub itself runs
        {
            HotPathLog.Failed(_log, e);
        }

        _opening.TrySetResult();
        _over.SetResult();
    }

    /// <returns>How many rounds were played. Nothing is left of the rig by then.</returns>
    private int Rehearse()
    {
        using var rig = _stage();
        var play = new Play(rig);
        while (play.Rounds < OpeningRounds && !_end.IsCancellationRequested) play.Round();
        _opening.SetResult();
        GoOn(play);
        return play.Rounds;
    }

    /// <summary>Plays now and then until nothing is compiled any more, by this or by others.</summary>
    private void GoOn(Play play)
    {
        var pace = Pace.On(Environment.ProcessorCount);
        long began = Stopwatch.GetTimestamp(), compiledAt = began, compiled = 0;
        while (Stopwatch.GetElapsedTime(began) < pace.Longest && Stopwatch.GetElapsedTime(compiledAt) < pace.Quiet)
        {
            if (_end.Token.WaitHandle.WaitOne(pace.Pause)) return;
            play.Round();
            long now = JitInfo.GetCompiledMethodCount();
            if (now != compiled) (compiled, compiledAt) = (now, Stopwatch.GetTimestamp());
        }
    }

    /// <param name="Pause">Between two rounds: what the compiler and the guests have of a CPU that they share with this.</param>
    /// <param name="Quiet">The rehearsal is over when so long nothing was compiled. The runtime itself waits now and then, see
    /// docs/performance.md.</param>
    /// <param name="Longest">It is over at the latest then: guests that come keep the compiler busy too.</param>
    private readonly record struct Pace(TimeSpan Pause, TimeSpan Quiet, TimeSpan Longest)
    {
        private const int SlowerOnOne = 10;       // so are the runtime's own waits where it finds one CPU

        private static readonly Pace Usual = new(TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(3));

        public static Pace On(int processors) => processors > 1
            ? Usual
            : new Pace(Usual.Pause * SlowerOnOne, Usual.Quiet * SlowerOnOne, Usual.Longest * SlowerOnOne);
    }
}
