using GpioHub.Fuzz.Support;
using GpioHub.Rules.Plan;

namespace GpioHub.Fuzz.Reload;

/// <summary>A rig and what happens to it.</summary>
internal sealed record ReloadStory(RigPlan First, IReadOnlyList<ReloadStep> Steps)
{
    /// <summary>A random story, with a reload in each few steps.</summary>
    public static ReloadStory Of(Dice dice, int steps)
    {
        var rigs = new RandomRigs(dice);
        var first = rigs.First();
        var model = new ReloadModel(first);
        var told = new List<ReloadStep>();
        var plan = first;
        while (told.Count < steps)
        {
            ReloadStep[] next = dice.OneIn(4) ? [new ReloadStep.Apply(plan = rigs.Next(plan))] : rigs.Act(model);
            foreach (var step in next.Where(model.Fits)) model.Take(step);
            told.AddRange(next);
        }

        return new ReloadStory(first, told);
    }

    /// <summary>What goes wrong when the story is told; null = nothing.</summary>
    /// <param name="end">Told of the run before it ends.</param>
    public string? Fault(Action<ReloadRun>? end = null)
    {
        using var run = new ReloadRun(First);
        for (int i = 0; i < Steps.Count; i++)
        {
            try
            {
                run.Take(Steps[i]);
            }
            catch (Exception e)
            {
                return $"step {i + 1}: {e}";
            }
        }

        end?.Invoke(run);
        return null;
    }

    /// <summary>The shortest part of the story that still goes wrong: steps are left out as long as one can be.</summary>
    public ReloadStory Shrunk()
    {
        var story = this;
        for (int chunk = Math.Max(1, Steps.Count / 2); chunk >= 1; chunk /= 2)
        {
            for (int at = story.Steps.Count - chunk; at >= 0; at -= chunk)
            {
                var shorter = story with { Steps = [.. story.Steps.Take(at), .. story.Steps.Skip(at + chunk)] };
                if (shorter.Fault() is not null) story = shorter;
            }
        }

        return story;
    }

    public override string ToString() =>
        string.Join(Environment.NewLine, Steps.Select((step, i) => $"  {i + 1} {step}").Prepend($"  {RigText.Of(First)}"));
}
