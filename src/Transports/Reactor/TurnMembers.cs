namespace GpioHub.Transports.Reactor;

/// <summary>The participants of a reactor and what they have asked for. One thread.</summary>
internal sealed class TurnMembers
{
    private readonly Dictionary<ITurnParticipant, TurnMember> _byParticipant = new(ReferenceEqualityComparer.Instance);
    private readonly List<TurnMember> _warm = [];
    private List<TurnMember> _intake = [];
    private List<TurnMember> _flush = [];
    private List<TurnMember> _spare = [];

    public bool IntakeDue => _intake.Count > 0;

    public bool FlushDue => _flush.Count > 0;

    /// <summary>The flushes asked for so far, in order.</summary>
    public List<TurnMember> Flushes => _flush;

    /// <summary>Participants whose input is polled, not announced.</summary>
    public List<TurnMember> Warm => _warm;

    public void Join(ITurnParticipant participant)
    {
        var seat = new TurnMember(participant);
        if (_byParticipant.TryAdd(participant, seat)) WarmUp(seat);
    }

    public void Leave(ITurnParticipant participant)
    {
        if (!_byParticipant.Remove(participant, out TurnMember? seat)) return;
        seat.Left = true;
        if (seat.IsWarm) CoolDown(_warm.IndexOf(seat));
    }

    public void WarmUp(TurnMember seat)
    {
        seat.TurnsWithout = 0;
        if (seat.IsWarm) return;
        seat.IsWarm = true;
        _warm.Add(seat);
    }

    /// <summary>Takes a seat from <see cref="Warm"/>; the last one takes its place.</summary>
    public void CoolDown(int index)
    {
        TurnMember seat = _warm[index];
        seat.IsWarm = seat.IsDisarmed = false;
        _warm[index] = _warm[^1];
        _warm.RemoveAt(_warm.Count - 1);
    }

    public void RequestIntake(ITurnParticipant participant)
    {
        if (_byParticipant.TryGetValue(participant, out TurnMember? seat)) RequestIntake(seat);
    }

    public void RequestIntake(TurnMember seat)
    {
        if (seat.WantsIntake) return;
        seat.WantsIntake = true;
        _intake.Add(seat);
    }

    public void RequestFlush(ITurnParticipant participant)
    {
        if (!_byParticipant.TryGetValue(participant, out TurnMember? seat) || seat.WantsFlush) return;
        seat.WantsFlush = true;
        _flush.Add(seat);
    }

    /// <summary>The intakes asked for so far, in order; later ones are for the next time. Give the list back with
    /// <see cref="Return"/>.</summary>
    public List<TurnMember> TakeIntakes() => Take(ref _intake);

    /// <inheritdoc cref="TakeIntakes"/>
    public List<TurnMember> TakeFlushes() => Take(ref _flush);

    public void Return(List<TurnMember> taken)
    {
        taken.Clear();
        _spare = taken;
    }

    private List<TurnMember> Take(ref List<TurnMember> wishes)
    {
        List<TurnMember> taken = wishes;
        wishes = _spare;
        return taken;
    }
}
