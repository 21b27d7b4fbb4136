using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Reload;

/// <summary>Something that happens to a rig. A step that makes no sense where it stands is left out, so that any part of a story is a
/// story.</summary>
internal abstract record ReloadStep
{
    /// <summary>Another file.</summary>
    public sealed record Apply(RigPlan Plan) : ReloadStep
    {
        public override string ToString() => $"apply {RigText.Of(Plan)}";
    }

    public sealed record Connect(string Guest) : ReloadStep;

    public sealed record Disconnect(string Guest) : ReloadStep;

    public sealed record Stop(string Guest) : ReloadStep;

    public sealed record Resume(string Guest) : ReloadStep;

    public sealed record Ask(string Guest, int Line, GpioMessage Message, uint Value) : ReloadStep;

    /// <summary>The driver queues the line's buffer.</summary>
    public sealed record Unmask(string Guest, int Line) : ReloadStep;

    /// <summary><c>gpiohub set</c>; null = withdrawn.</summary>
    public sealed record Set(ChipLineAddress Line, bool? Level) : ReloadStep
    {
        public override string ToString() => $"set {Line.Chip}/{Line.Index} {Level?.ToString() ?? "withdrawn"}";
    }
}

/// <summary>Plans in few words.</summary>
internal static class RigText
{
    public static string Of(RigPlan plan) =>
        string.Join("; ", plan.Chips.Select(chip => $"{chip.Id}[{string.Join(" ", chip.Lines.Select(Of))}]")
            .Concat(plan.Guests.Select(guest => $"{guest.Id}({string.Join(" ", guest.Lines.Select(Of))}{Socket(guest)})")));

    private static string Of(ChipLinePlan line) => $"{line.Bias}{(line.Resolve == ResolveRule.Exclusive ? "" : $",{line.Resolve}")}";

    private static string Of(GuestLinePlan line) =>
        $"{(line.Name.Length > 0 ? line.Name : line.Line)}={(line.From is { } from ? $"{from.Chip}/{from.Index}" : "spare")}" +
        $",{line.Access}{(line.OnRelease == OnRelease.Input ? "" : $",{line.OnRelease}")}";

    private static string Socket(GuestPlan guest) => guest.SocketPath.EndsWith("-2.sock", StringComparison.Ordinal) ? " socket 2" : "";
}
