namespace GpioHub.Transports.Virtio;

/// <summary>What a ring was when it stopped, for a driver that goes on (VU-48).</summary>
/// <param name="Base">As the front-end was told.</param>
/// <param name="Owed">Heads fetched and not answered, oldest first.</param>
/// <param name="Kept">Of a packed ring: what is known of each of these.</param>
/// <param name="Answered">Answers that were not published, with the places for them.</param>
internal sealed record LeftRing(RingAddresses At, ushort Size, RingFeatures Features, uint Base, ushort NextAvail, ushort NextUsed,
    ushort[] Owed, KeptChain[] Kept, (StagedCompletion Answer, InFlightTable.Slot Place, KeptChain Kept)[] Answered)
{
    private bool IsPacked => (Features & RingFeatures.Packed) != 0;

    /// <summary>What a head will be to a driver that goes on. The order of those that are owed stands for their serials.</summary>
    public HeadImage ImageOf(ushort head)
    {
        int place = Array.FindIndex(Answered, each => each.Answer.Head == head);
        if (place >= 0) return DeviceRing.ImageOf(Answered[place].Answer, place, InFlightTable.Undispatched);
        place = Array.IndexOf(Owed, head);
        return place < 0 ? default : new HeadImage(HeadStage.InFlight, (uint)place + 1, InFlightTable.Undispatched, 0, 0, 0, 0);
    }

    /// <summary>What is kept of a head of a packed ring that is among these.</summary>
    public ref readonly KeptChain KeptOf(ushort head)
    {
        int place = Array.FindIndex(Answered, each => each.Answer.Head == head);
        return ref place >= 0 ? ref Answered[place].Kept : ref Kept[Array.IndexOf(Owed, head)];
    }

    /// <summary>Whether guest memory, or the base of a packed ring, shows the ring as it was left.</summary>
    public bool Fits(RingAddresses at, ushort size, RingFeatures features, uint start, ushort avail, ushort used)
    {
        if (at != At || size != Size || ((features ^ Features) & RingFeatures.Packed) != 0) return false;
        if (IsPacked) return start == Base;
        return used == NextUsed && (ushort)(avail - NextAvail) <= size && (ushort)(NextAvail - used) <= (ushort)(avail - used);
    }
}
