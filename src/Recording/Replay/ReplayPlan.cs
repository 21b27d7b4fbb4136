using System.Collections.Immutable;

namespace GpioHub.Recording.Replay;

/// <summary>Everything that a replay does, in the order of time. Pure; whoever plays it has the clock.</summary>
/// <param name="Lines">The lines onto which it is played, as the order names them.</param>
/// <param name="Steps">Those of one instant together. The first ones, at 0, are the levels from which it begins.</param>
/// <param name="LengthNs">From its beginning to its end, at its speed, nanoseconds.</param>
/// <param name="Loops">How often; 0 = until it is ended.</param>
/// <param name="UnknownNs">How long lines were unknown (x) in the file, all of them together: they keep their level meanwhile.</param>
public sealed record ReplayPlan(
    ImmutableArray<string> Lines, ImmutableArray<ReplayStep> Steps, long LengthNs, int Loops, long UnknownNs)
{
    /// <summary>Steps that are played with those of the step at this place.</summary>
    public ReadOnlySpan<ReplayStep> Instant(int first)
    {
        var rest = Steps.AsSpan()[first..];
        int count = 1;
        while (count < rest.Length && rest[count].Ns == rest[0].Ns) count++;
        return rest[..count];
    }
}

/// <param name="Ns">After the beginning, at the replay's speed, nanoseconds.</param>
/// <param name="Line">Its place in <see cref="ReplayPlan.Lines"/>.</param>
/// <param name="Level">null = the line is no longer driven (<c>z</c>).</param>
public readonly record struct ReplayStep(long Ns, int Line, bool? Level);

/// <summary>An order that a file cannot fulfil, or a file that cannot be read: nothing is played. The message is for a person.</summary>
public sealed class ReplayException(string message) : Exception(message);
