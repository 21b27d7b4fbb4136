using GpioHub.Fuzz.Support;

namespace GpioHub.Fuzz.Reload;

/// <summary>Other files for a hub that runs, against a model: any rig, guests that come, stop and go, values and interrupts.</summary>
internal sealed class ReloadTarget : FuzzTarget
{
    private const int StepsPerSession = 400;

    public override string Name => "reloads";

    public override string Inputs => "reloads";

    protected override long Session(Dice dice)
    {
        var story = ReloadStory.Of(dice, StepsPerSession);
        long reloads = 0;
        string? fault = story.Fault(run =>
        {
            reloads = run.Applied + run.RolledBack;
            Count("refused, and undone", run.RolledBack);
            Count("lines or sockets that wait", run.Waiting);
            Count("interrupts", run.Interrupts);
        });
        if (fault is null) return reloads;
        var shrunk = story.Shrunk();
        throw new FuzzException($"{shrunk.Fault()}{Environment.NewLine}{shrunk}");
    }
}
