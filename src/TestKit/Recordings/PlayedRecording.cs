using System.Collections.Immutable;
using System.Text;
using GpioHub.Actors.Contract;
using GpioHub.Recording.Replay;
using GpioHub.Recording.Vcd;
using GpioHub.Rules.Nets;
using GpioHub.TestKit.Rigs;

namespace GpioHub.TestKit;

/// <summary>A VCD file that plays onto lines of the rig while time passes.</summary>
/// <remarks>Virtual time has steps of 100 ns: an edge comes in the step in which the file has it, and edges of one step in the file's
/// order. Edges of one time of the file come together.</remarks>
public sealed class PlayedRecording
{
    private readonly Rig _rig;
    private readonly ReplayPlan _plan;
    private readonly ChipLine[] _lines;
    private readonly TimeSpan _begin;

    private PlayedRecording(Rig rig, ReplayPlan plan, ChipLine[] lines)
    {
        (_rig, _plan, _lines) = (rig, plan, lines);
        _begin = rig.Time.Now;
    }

    /// <summary>From its beginning to its end, all rounds of it: what to <see cref="RigScenario.Pass"/>.</summary>
    public TimeSpan Length => Ticks(_plan.LengthNs) * _plan.Loops;

    /// <summary>Changes of level that it makes in one round, those with which it begins included.</summary>
    public int Edges => _plan.Steps.Length;

    /// <summary>Its last edge has been played.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Plans a replay, checks that it can be played, and begins it: the levels of its beginning are in force.</summary>
    /// <param name="line">Finds a line of the rig.</param>
    /// <exception cref="ScenarioException">The file, the order or a line does not allow it; nothing has been played.</exception>
    internal static PlayedRecording Begin(Rig rig, string vcd, ReplayOrder order, Func<string, ChipLine> line)
    {
        var plan = Read(vcd, order);
        if (plan.Loops == 0) throw new ScenarioException("a replay in a scenario has an end: say how often it loops");
        ChipLine[] lines = [.. plan.Lines.Select(line)];
        foreach (var same in lines.GroupBy(each => each.At).Where(same => same.Count() > 1))
            throw new ScenarioException($"{same.First().Address} is mapped twice");
        foreach (var driven in lines) driven.ShouldBeFree();
        var played = new PlayedRecording(rig, plan, lines);
        played.Play(round: 0, step: 0);
        return played;
    }

    private static ReplayPlan Read(string vcd, ReplayOrder order)
    {
        try
        {
            return ReplayBuilder.Read(Encoding.UTF8.GetBytes(vcd), order);
        }
        catch (Exception e) when (e is VcdException or ReplayException)
        {
            throw new ScenarioException($"the recording cannot be played: {e.Message}", e);
        }
    }

    /// <summary>Plays the steps of one instant, and what is due by then; the next one comes when its time does.</summary>
    private void Play(int round, int step)
    {
        while (true)
        {
            var due = _begin + Ticks((_plan.LengthNs * round) + _plan.Steps[step].Ns);
            if (due > _rig.Time.Now)
            {
                _rig.Time.At(due, () => Play(round, step));
                return;
            }

            var instant = _plan.Instant(step);
            var settings = ImmutableArray.CreateBuilder<LineSetting>(instant.Length);
            foreach (var each in instant)
            {
                var setting = new LineSetting(_lines[each.Line].At, each.Level);
                if (settings.Any(other => other.Line == setting.Line)) Set(settings);      // twice in one instant: one after the other
                settings.Add(setting);
            }
            Set(settings);
            step += instant.Length;
            if (step < _plan.Steps.Length) continue;
            step = 0;
            if (++round < _plan.Loops) continue;
            IsOver = true;
            return;
        }
    }

    private void Set(ImmutableArray<LineSetting>.Builder settings)
    {
        var lines = settings.DrainToImmutable();
        foreach (var (setting, result) in lines.Zip(_rig.Set(lines)))
        {
            if (result.Status == SetStatus.Done) continue;
            string name = _lines.First(line => line.At == setting.Line).Address;
            throw new ScenarioException($"{name} could not be set by the recording: {result.Detail}");
        }
    }

    private static TimeSpan Ticks(long ns) => TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick);
}
