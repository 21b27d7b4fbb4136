using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Lines;

namespace GpioHub.Actors.Guests;

/// <summary>Lines of a guest that let go of their chip lines, or take others, all at once. Who asked for it hears of it when the last line
/// has moved.</summary>
internal sealed class LineMoves
{
    private readonly HashSet<int> _unmoved = [];

    /// <summary>Who asked for the last move.</summary>
    public IActorRef Asker { get; private set; } = ActorRefs.Nobody;

    /// <summary>The number of the last move, which the lines' answers name.</summary>
    public long Round { get; private set; }

    /// <summary>The first refusal in this move, for a person; null = none so far.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Begins a move; one that is under way is forgotten.</summary>
    /// <returns>true = there is no line to wait for.</returns>
    public bool Begin(ImmutableArray<int> lines, long round, IActorRef asker)
    {
        (Asker, Round, Refusal) = (asker, round, null);
        _unmoved.Clear();
        _unmoved.UnionWith(lines);
        return lines.IsEmpty;
    }

    /// <summary>Notes that a line has moved, or that its chip refuses it.</summary>
    /// <param name="name">Names a line, for a person.</param>
    /// <returns>true = it was the last one.</returns>
    public bool Moved(LineProtocol.Moved answer, Func<int, string> name)
    {
        if (answer.Round != Round || !_unmoved.Remove(answer.Line)) return false;
        if (answer.Refusal is { } refusal) Refusal ??= $"{name(answer.Line)}: {refusal}";
        return _unmoved.Count == 0;
    }
}
