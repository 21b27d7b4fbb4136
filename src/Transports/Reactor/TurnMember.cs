namespace GpioHub.Transports.Reactor;

/// <summary>A participant as its reactor knows it: what it has asked for, and whether its input is announced.</summary>
internal sealed class TurnMember(ITurnParticipant participant)
{
    public ITurnParticipant Participant { get; } = participant;

    public bool WantsIntake { get; set; }

    public bool WantsFlush { get; set; }

    /// <summary>Its input is not announced: it is in <see cref="TurnMembers.Warm"/>, and polled.</summary>
    public bool IsWarm { get; set; }

    /// <summary>It has been told that its input need not be announced.</summary>
    public bool IsDisarmed { get; set; }

    /// <summary>Turns in a row in which it had no input while others had.</summary>
    public int TurnsWithout { get; set; }

    /// <summary>It has left: it may still be in a list of this turn, but is never called again.</summary>
    public bool Left { get; set; }
}
