using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes a <see cref="RecorderPlan"/> from <c>recorder</c>. Source: IF-4.8.</summary>
internal static class RecorderPlanner
{
    /// <param name="recorder">Null = all defaults.</param>
    public static RecorderPlan Plan(MapValues? recorder, Mark top)
    {
        recorder ??= new MapValues(new MapNode(top, 1, [], Flow: false), "recorder");
        string? folder = recorder.TryGet(RecorderFormat.Folder, out string configured)
            ? HubPlanner.Absolute(configured, recorder.AtOf(RecorderFormat.Folder))
            : null;
        return new RecorderPlan(recorder.Get(RecorderFormat.Memory), recorder.Get(RecorderFormat.Dumps), folder,
            recorder.Get(RecorderFormat.Contentions));
    }
}
