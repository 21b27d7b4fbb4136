using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about the moment between an enable and its visible OK (VG-D-39).</summary>
internal static class EnableMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("VALID does not wait for the OK of its enable", LineProperty.NoValidWhileDisabled, Scene.Edge,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                if (!right.AwaitsPublication) return right;
                var early = right.Next.Decide(LineInput.Of(LineInputKind.ReplyPublished), rules);
                return right with { Next = early.Next, Returns = early.Returns, Buffer = early.Buffer, Irq = early.Irq };
            }),
        new("VALID is withheld only if the enable found a pair: a later one goes back before the OK",
            LineProperty.NoValidWhileDisabled, Scene.Edge,
            Wrong.Next((state, input, next) => input.Kind == LineInputKind.ChipAnswered && next.Buffer == IrqBufferState.None
                ? next with { Withheld = state.Withheld }
                : next)),
        new("VALID waits for no OK", LineProperty.NoValidWhileDisabled, Scene.Edge,
            Wrong.Next((_, _, next) => next with { Withheld = false })),
        new("the line does not deliver when its OK is visible", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Unsettled(LineInputKind.ReplyPublished)),
        new("the line does not understand that its OK is visible", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Ignoring(LineInputKind.ReplyPublished)),
        new("a pair that waits for the OK does not ask for it", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                input.Kind == LineInputKind.BufferQueued ? right with { AwaitsPublication = false } : right)),
        new("an enable with a pair does not ask for its OK", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                input.Kind == LineInputKind.ChipAnswered ? right with { AwaitsPublication = false } : right)),
        new("a line does not hear that its OK is visible", LineProperty.NoEdgeLost, Scene.Edge,
            Shell: HubShell.Right with { TellsPublication = false }),
        new("a line hears that its OK is visible before it is", LineProperty.NoValidWhileDisabled, Scene.Edge,
            Shell: HubShell.Right with { TellsPublicationAfterFlush = false }),
    ];
}
