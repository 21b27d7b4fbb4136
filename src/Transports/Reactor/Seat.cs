namespace GpioHub.Transports.Reactor;

/// <summary>A participant's place: what it has asked for, and whether its input is announced.</summary>
internal sealed class Seat(ITurnParticipant participant)
{
    public ITurnParticipant Participant { get; } = participant;

    public bool WantsIntake { get; set; }

    public bool WantsFlush { get; set; }

    /// <summary>Nobody announces its input: it is among <see cref="Seats.Warm"/>, and looked at.</summary>
    public bool IsWarm { get; set; }

    /// <summary>It has been told that its input need not be announced.</summary>
    public bool IsDisarmed { get; set; }

    /// <summary>Turns in a row in which it had nothing while others had.</summary>
    public int TurnsWithout { get; set; }

    /// <summary>Left: still in a list of this turn perhaps, but never called again.</summary>
    public bool Left { get; set; }
}
