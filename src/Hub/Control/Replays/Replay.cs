using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Recording.Replay;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Control.Replays;

/// <summary>A replay that plays, on a thread of its own, and what has become of it.</summary>
/// <remarks>
/// The thread sleeps until an instant is due (<see cref="FineTimer"/>), posts the instant's levels to the reactors, and goes to sleep
/// again: it waits for the answers only where the order of two chips is at stake. A reactor's own timers would be a millisecond coarse. An
/// edge is late by the time between the instant for which it was planned and the one in which the net has the level.
/// </remarks>
internal sealed class Replay : IDisposable
{
    /// <summary>Instants whose answers have not come: beyond them the thread waits, for a hub that cannot follow gains nothing from
    /// more.</summary>
    private const int MostUnanswered = 256;

    /// <summary>How long a chip may take: a replay posts many settings without waiting, and one that is late is told as late.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly IRig _rig;
    private readonly ReplayPlan _plan;
    private readonly ImmutableArray<ChipLineAddress> _lines;
    private readonly ImmutableArray<LineSetting> _before;
    private readonly long _generation;
    private readonly FineTimer _timer = new();
    private readonly SemaphoreSlim _unanswered = new(MostUnanswered);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Lateness _lateness = new();
    private Task _latest = Task.CompletedTask;                      // of the thread, as _chip
    private string? _chip;                                          // the one of the latest settings; null = several
    private long _played, _refused;
    private string? _refusal, _why;

    /// <param name="before">The stimuli that the lines had: they have them again afterwards.</param>
    public Replay(int number, IRig rig, ReplayPlan plan, ImmutableArray<ChipLineAddress> lines, ImmutableArray<LineSetting> before)
    {
        (Number, _rig, _plan, _lines, _before) = (number, rig, plan, lines, before);
        _generation = rig.Generation;
    }

    public int Number { get; }

    public ReplayPlan Plan => _plan;

    public ImmutableArray<ChipLineAddress> Lines => _lines;

    /// <summary>It is over, and its lines have the stimuli again that they had.</summary>
    public Task Over => _over.Task;

    public ReplayProgress Progress
    {
        get
        {
            lock (_lock)
            {
                return new ReplayProgress(Over.IsCompleted, _why, _played, _refused, _refusal,
                    _lateness.Count == 0 ? null : (_lateness.Percentile(0.5), _lateness.Percentile(0.99), _lateness.MaxNs));
            }
        }
    }

    public void Begin() => new Thread(Play) { IsBackground = true, Name = $"replay {Number}" }.Start();

    /// <summary>Ends it before its end.</summary>
    /// <param name="why">For a person.</param>
    public void End(string why)
    {
        lock (_lock) _why ??= why;
        _timer.End();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _unanswered.Dispose();
    }

    private void Play()
    {
        try
        {
            FineTimer.Sharpen();
            PlayRounds(MonotonicClock.Now);
            for (int i = 0; i < MostUnanswered; i++) _unanswered.Wait();         // every answer has come
            _rig.SetAsync(_before, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            lock (_lock) _why ??= $"internal error: {e.Message}";
        }
        finally
        {
            _over.SetResult();
        }
    }

    private void PlayRounds(long begin)
    {
        for (long round = 0; _plan.Loops == 0 || round < _plan.Loops; round++)
        {
            long beginOfRound = begin + (round * _plan.LengthNs);
            for (int step = 0; step < _plan.Steps.Length;)
            {
                var instant = _plan.Instant(step);
                step += instant.Length;
                long due = beginOfRound + instant[0].Ns;
                if (!_timer.WaitUntil(due)) return;
                if (_rig.Generation != _generation)
                {
                    End("another configuration came into force");
                    return;
                }
                PlayInstant(instant, due);
            }
        }
        if (_plan.Loops > 0) _timer.WaitUntil(begin + (_plan.Loops * _plan.LengthNs));
    }

    /// <summary>Sets the lines of one instant, together; a line that changes twice in it, one after the other.</summary>
    private void PlayInstant(ReadOnlySpan<ReplayStep> instant, long due)
    {
        var settings = ImmutableArray.CreateBuilder<LineSetting>(instant.Length);
        foreach (var step in instant)
        {
            var line = _lines[step.Line];
            foreach (var other in settings)
            {
                if (other.Line != line) continue;
                Post(settings.DrainToImmutable(), due);
                break;
            }
            settings.Add(new LineSetting(line, step.Level));
        }
        Post(settings.DrainToImmutable(), due);
    }

    /// <summary>Posts settings. Those of one chip come into force in the order in which they are posted; to another chip the thread turns
    /// only when they are in force.</summary>
    private void Post(ImmutableArray<LineSetting> lines, long due)
    {
        if (_chip is null || lines.Any(line => line.Line.Chip != _chip)) _latest.Wait();
        string chip = lines[0].Line.Chip;
        _chip = lines.All(line => line.Line.Chip == chip) ? chip : null;
        _unanswered.Wait();
        _latest = NoteAsync(lines.Length, _rig.SetAsync(lines, CancellationToken.None, AnswerTime), due);
    }

    private async Task NoteAsync(int count, Task<ImmutableArray<SetResult>> setting, long due)
    {
        try
        {
            var results = await setting.ConfigureAwait(false);
            long now = MonotonicClock.Now;
            lock (_lock)
            {
                foreach (var result in results)
                {
                    _played++;
                    if (result.Status == SetStatus.Done) _lateness.Note((result.Ns ?? now) - due);
                    else Refuse(result.Detail);
                }
            }
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _played += count;
                for (int i = 0; i < count; i++) Refuse(e.Message);
            }
        }
        finally
        {
            _unanswered.Release();
        }
    }

    private void Refuse(string why)
    {
        _refused++;
        _refusal ??= why;
    }
}

/// <param name="Why">Why it ended before its end; null = it did not.</param>
/// <param name="Played">Edges so far, the refused ones included.</param>
/// <param name="Late">Nanoseconds; null = no edge yet.</param>
internal readonly record struct ReplayProgress(
    bool IsOver, string? Why, long Played, long Refused, string? Refusal, (long P50, long P99, long Max)? Late);
