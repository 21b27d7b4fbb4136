using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips;

/// <summary>Every message that a <see cref="ChipActor"/> receives and sends.</summary>
internal static class ChipProtocol
{
    /// <summary>In, from the rig: how a change of the plan goes that may be undone.</summary>
    public sealed record Change(ChangePhase Phase);

    public enum ChangePhase
    {
        /// <summary>It begins: lines let go next.</summary>
        Begins,

        /// <summary>It is refused: lines get back what they had next.</summary>
        Refused,

        /// <summary>Lines have what they had.</summary>
        Undone,
    }

    /// <summary>In, from the rig: other lines, or other settings of lines; answered with <see cref="Replanned"/> once the device has
    /// found the lines.</summary>
    public sealed record Replan(ChipPlan Plan, long Round);

    public sealed record Replanned(long Round);

    /// <summary>In: sets or withdraws the stimulus of a line; answered with <see cref="SetResult"/>.</summary>
    public sealed record SetStimulus(int Index, bool? Level);

    /// <summary>In: sets or withdraws the stimuli of several lines, at once; answered with <see cref="StimuliSet"/>.</summary>
    /// <param name="Ns">The instant in which they are set, nanoseconds: several chips may be set in the same one.</param>
    public sealed record SetStimuli(ImmutableArray<SetStimulus> Lines, long Ns);

    /// <param name="Results">In the order of <see cref="SetStimuli.Lines"/>.</param>
    public sealed record StimuliSet(ImmutableArray<SetResult> Results);

    /// <summary>In: answered with <see cref="LineRead"/>.</summary>
    public sealed record ReadLine(int Index);

    /// <param name="Line">null = the chip has no such line.</param>
    public sealed record LineRead(LineReading? Line);

    /// <summary>In: answered with <see cref="ChipSnapshot"/>.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }

    /// <summary>In: answered with <see cref="ChipCounts"/>, without a question to the device: at once, unless it is just being
    /// opened.</summary>
    /// <param name="Lines">With each of its lines.</param>
    public sealed record Count(bool Lines);

    /// <summary>In: the device is to watch these lines, and the log to have their edges; answered with <see cref="Watched"/>.</summary>
    public sealed record Watch(IReadOnlyCollection<int> Lines, Watcher Watcher);

    /// <param name="Lines">Their levels at one instant. The log has every edge after it.</param>
    public sealed record Watched(ImmutableArray<WatchedLine> Lines);

    public sealed record Unwatch(Watcher Watcher);

    /// <summary>In: answered with <see cref="Settled"/> once every message before it has been taken in.</summary>
    public sealed record Settle
    {
        public static readonly Settle Instance = new();
    }

    public sealed record Settled
    {
        public static readonly Settled Instance = new();
    }

    /// <summary>In, from a timer: check whether an operation hangs at the device.</summary>
    public sealed record LookAtPort
    {
        public static readonly LookAtPort Instance = new();
    }

    /// <summary>In, from a timer: ask the device again for the pins that it refused.</summary>
    public sealed record SettlePins
    {
        public static readonly SettlePins Instance = new();
    }

    /// <summary>In, from a timer: askers that wait for a slow device get what the hub knows.</summary>
    public sealed record WaitedEnough
    {
        public static readonly WaitedEnough Instance = new();
    }

    /// <summary>In, from a timer: try to open again.</summary>
    public sealed record Reopen
    {
        public static readonly Reopen Instance = new();
    }
}
