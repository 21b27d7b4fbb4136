namespace GpioHub.Transports.Reactor;

/// <summary>A participant's place: what it has asked for.</summary>
internal sealed class Seat(ITurnParticipant participant)
{
    public ITurnParticipant Participant { get; } = participant;

    public bool WantsIntake { get; set; }

    public bool WantsFlush { get; set; }

    /// <summary>Left: still in a list of this turn perhaps, but never called again.</summary>
    public bool Left { get; set; }
}
