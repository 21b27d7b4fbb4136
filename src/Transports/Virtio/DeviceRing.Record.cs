namespace GpioHub.Transports.Virtio;

/// <content>What a successor of this process needs to know of the ring, and how it goes on with it.</content>
public sealed partial class DeviceRing
{
    private readonly List<ushort> _changed = [];
    private bool _remembersChanges;

    /// <summary>The ring without its chains.</summary>
    public RingImage Image => new(State, Fault, _at, _size, _features, _nextAvail, _nextUsed, _inFlight.LastSerial,
        Packed ? _packed.Base : 0, _left is not null);

    /// <summary>Heads that may have become something else since <see cref="ForgetChanges"/>, some of them more than once.</summary>
    public IReadOnlyList<ushort> ChangedHeads => _changed;

    /// <summary>Any head may have become something else.</summary>
    public bool ChangedAll { get; private set; } = true;

    /// <summary>Begins to remember which heads change.</summary>
    public void RememberChanges() => _remembersChanges = true;

    /// <summary>Begins anew with <see cref="ChangedHeads"/>.</summary>
    public void ForgetChanges()
    {
        _changed.Clear();
        ChangedAll = false;
    }

    /// <summary>What a head is to the device now. Of a stopped ring: what a driver that goes on will find.</summary>
    public HeadImage ImageOf(ushort head)
    {
        if (_left is not null) return _left.ImageOf(head);
        if (_inFlight.IsFree(head)) return _again.Length == 0 ? default : ImageOfAgain(head);
        ref readonly InFlightTable.Slot slot = ref _inFlight[head];
        return slot.Stage == InFlightTable.Stage.InFlight
            ? new HeadImage(HeadStage.InFlight, slot.Serial, slot.Line, 0, 0, 0, 0)
            : ImageOf(_staged[slot.Place], slot.Place, slot.Line);
    }

    /// <summary>What is kept of a head of a packed ring that is not free.</summary>
    public ref readonly KeptChain KeptOf(ushort head)
    {
        if (_left is not null) return ref _left.KeptOf(head);
        if (!_inFlight.IsFree(head)) return ref _packed[head];
        return ref _againKept[Array.IndexOf(_again, head, _againNext)];
    }

    /// <summary>Goes on with a ring where another process has left it. It is not flushed yet, and nothing is fetched.</summary>
    /// <param name="held">Every head that is not free, in any order.</param>
    /// <param name="again">Whether a chain in flight is fetched once more, with the serial that it had; else it is in flight as it
    /// was.</param>
    /// <returns><see cref="RingFault.None"/>, or why the ring is broken: guest memory contradicts what was left.</returns>
    public RingFault Adopt(GuestMemory memory, in RingImage image, IReadOnlyList<HeldHead> held, Func<HeldHead, bool> again)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(again);
        Forget();
        (_at, _size, _features, _nextAvail, _nextUsed) = (image.At, image.Size, image.Features, image.NextAvail, image.NextUsed);
        _packed.Place(image.Base);
        (State, Fault, _left, _notified, _kicks, Lost) = (image.State, image.Fault, null, false, Kicks.Unknown, 0);
        uint last = _inFlight.LastSerial = image.LastSerial;
        if (State == RingState.Broken || (State == RingState.Stopped && !image.IsLeft)) return RingFault.None;

        HeldHead[] staged = [.. held.Where(each => each.Image.Stage == HeadStage.Staged).OrderBy(each => each.Image.Order)];
        HeldHead[] inFlight = [.. held.Where(each => each.Image.Stage == HeadStage.InFlight)
            .OrderBy(each => unchecked((int)(each.Image.Order - last)))];
        RingFault fault = TakeBack(memory, staged, inFlight);
        if (State == RingState.Stopped)
        {
            if (fault == RingFault.None)
            {
                _left = Leave() with
                {
                    Owed = [.. inFlight.Select(each => each.Head)],
                    Kept = Packed ? [.. inFlight.Select(each => each.Kept)] : [],
                };
            }

            Forget();                                                      // another's memory by now: there is nothing to go on with
            return RingFault.None;
        }

        if (fault != RingFault.None) return Break(fault);
        HeldHead[] fetched = [.. inFlight.Where(again)];
        (_again, _againSerials) = ([.. fetched.Select(each => each.Head)], [.. fetched.Select(each => each.Image.Order)]);
        if (Packed) _againKept = [.. fetched.Select(each => each.Kept)];
        foreach (var each in inFlight.Except(fetched)) Hold(each);
        return RingFault.None;
    }

    private RingFault TakeBack(GuestMemory memory, HeldHead[] staged, HeldHead[] inFlight)
    {
        RingFault fault = Validate(memory, _at, _size, _features);
        if (fault != RingFault.None) return fault;
        if (staged.Concat(inFlight).Any(each => each.Head >= _size)) return RingFault.HeadOutOfRange;
        if (_staged.Length < _size) _staged = new StagedCompletion[_size];
        _memory = memory;
        int published;
        if (Packed)
        {
            _packed.Size(_size);
            if (!PackedSide.Fits(_packed.Base, _size)) return RingFault.BadBase;
            published = TakeBackPacked(staged);
        }
        else published = SplitSide.TakeBack(_memory, _at, _size, staged, ref _nextUsed);
        if (published < 0) return RingFault.Changed;
        foreach (var each in staged.AsSpan(published)) Restage(each);
        return RingFault.None;
    }

    private void Restage(in HeldHead each)
    {
        Hold(each);
        StageUnchecked(new StagedCompletion(each.Head, each.Image.First, each.Image.Second, each.Image.ResponseLength,
            each.Image.UsedLength));
    }

    /// <summary>Puts a head in flight as it was. Where its answer goes is read from the chain again: the driver has not touched
    /// it.</summary>
    private void Hold(in HeldHead each)
    {
        if (Packed)
        {
            HoldPacked(each);
            return;
        }

        var walked = Current.Walk(_memory, _at.Descriptors, _size, each.Head, IndirectDescriptors);
        _inFlight.Add(each.Head, nowNs: 0, each.Image.Order);
        ref InFlightTable.Slot slot = ref _inFlight[each.Head];
        slot.Line = each.Image.Line;
        if (!walked) return;
        (slot.FirstResponseByte, slot.SecondResponseByte) = (Current.FirstResponseByte, Current.SecondResponseByte);
        (slot.ResponseRoom, slot.WritableLength) = (Current.ResponseRoom, Current.WritableLength);
    }

    internal static HeadImage ImageOf(in StagedCompletion staged, int place, int line) =>
        new(HeadStage.Staged, (uint)place + 1, line, staged.First, staged.Second, staged.ResponseLength, staged.UsedLength);

    /// <summary>A chain that is to be fetched again counts as in flight.</summary>
    private HeadImage ImageOfAgain(ushort head)
    {
        int place = Array.IndexOf(_again, head, _againNext);
        if (place < 0) return default;
        return new HeadImage(HeadStage.InFlight, _againSerials[place], InFlightTable.Undispatched, 0, 0, 0, 0);
    }

    private void Changes(ushort head)
    {
        if (_remembersChanges && (_changed.Count == 0 || _changed[^1] != head)) _changed.Add(head);
    }
}
