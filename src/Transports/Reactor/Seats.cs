namespace GpioHub.Transports.Reactor;

/// <summary>The participants of a reactor and what they have asked for. One thread.</summary>
internal sealed class Seats
{
    private readonly Dictionary<ITurnParticipant, Seat> _byParticipant = new(ReferenceEqualityComparer.Instance);
    private readonly List<Seat> _warm = [];
    private List<Seat> _intake = [];
    private List<Seat> _flush = [];
    private List<Seat> _spare = [];

    public bool IntakeDue => _intake.Count > 0;

    public bool FlushDue => _flush.Count > 0;

    /// <summary>Participants whose input is polled, not announced.</summary>
    public List<Seat> Warm => _warm;

    public void Join(ITurnParticipant participant)
    {
        var seat = new Seat(participant);
        if (_byParticipant.TryAdd(participant, seat)) WarmUp(seat);
    }

    public void Leave(ITurnParticipant participant)
    {
        if (!_byParticipant.Remove(participant, out Seat? seat)) return;
        seat.Left = true;
        if (seat.IsWarm) CoolDown(_warm.IndexOf(seat));
    }

    public void WarmUp(Seat seat)
    {
        seat.TurnsWithout = 0;
        if (seat.IsWarm) return;
        seat.IsWarm = true;
        _warm.Add(seat);
    }

    /// <summary>Takes a seat from <see cref="Warm"/>; the last one takes its place.</summary>
    public void CoolDown(int index)
    {
        Seat seat = _warm[index];
        seat.IsWarm = seat.IsDisarmed = false;
        _warm[index] = _warm[^1];
        _warm.RemoveAt(_warm.Count - 1);
    }

    public void RequestIntake(ITurnParticipant participant)
    {
        if (_byParticipant.TryGetValue(participant, out Seat? seat)) RequestIntake(seat);
    }

    public void RequestIntake(Seat seat)
    {
        if (seat.WantsIntake) return;
        seat.WantsIntake = true;
        _intake.Add(seat);
    }

    public void RequestFlush(ITurnParticipant participant)
    {
        if (!_byParticipant.TryGetValue(participant, out Seat? seat) || seat.WantsFlush) return;
        seat.WantsFlush = true;
        _flush.Add(seat);
    }

    /// <summary>The intakes asked for so far, in order; later ones are for the next time. Give the list back with
    /// <see cref="Return"/>.</summary>
    public List<Seat> TakeIntakes() => Take(ref _intake);

    /// <inheritdoc cref="TakeIntakes"/>
    public List<Seat> TakeFlushes() => Take(ref _flush);

    public void Return(List<Seat> taken)
    {
        taken.Clear();
        _spare = taken;
    }

    private List<Seat> Take(ref List<Seat> wishes)
    {
        List<Seat> taken = wishes;
        wishes = _spare;
        return taken;
    }
}
