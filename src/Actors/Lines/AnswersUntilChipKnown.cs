using Akka.Actor;
using static GpioHub.Actors.Lines.LineProtocol;

namespace GpioHub.Actors.Lines;

/// <summary>What a line answers the actor of its guest, kept back until the line knows how its chip is.</summary>
/// <remarks>A chip on another reactor says so by message. No front-end is admitted before the lines know their chips.</remarks>
internal sealed class AnswersUntilChipKnown
{
    private bool _known;
    private (IActorRef Asker, Controlled Answer)? _owed;

    /// <summary>Answers, at once or as soon as the chip is known. One is kept: who asks again has given up the answer before.</summary>
    public void Tell(IActorRef asker, Controlled answer)
    {
        if (_known) asker.Tell(answer);
        else _owed = (asker, answer);
    }

    /// <summary>The chip has said how it is, or there is none.</summary>
    public void ChipKnown()
    {
        _known = true;
        if (_owed is not { } owed) return;
        _owed = null;
        owed.Asker.Tell(owed.Answer);
    }
}
