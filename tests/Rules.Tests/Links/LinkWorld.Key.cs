using GpioHub.Rules.Links;

namespace GpioHub.Rules.Tests.Links;

/// <content>What tells two worlds apart.</content>
internal sealed partial class LinkWorld
{
    /// <summary>Equal of worlds in which the same can happen; else different, but for a chance of 1 in 10²⁰.</summary>
    /// <param name="besides">What else tells them apart.</param>
    public UInt128 Key(ulong besides)
    {
        var key = new Hash();
        key.Add(besides);
        AddBetween(ref key);
        AddOwner(ref key);
        AddConsumer(ref key);
        return key.Value;
    }

    private void AddBetween(ref Hash key)
    {
        key.Add(IsCut, OwnerIsUp, ConsumerIsUp, ChipIsAway, IsLost, IsGone);
        key.Add(OwnerBoot, OwnerKnows, OwnerHears, ConsumerBoot, ConsumerKnows, ConsumerHears, NewestOpen, WishEpoch);
        foreach (var queue in (ReadOnlySpan<IReadOnlyCollection<LinkMessage>>)[ToOwner, ToConsumer])
        {
            key.Add((ulong)queue.Count);
            foreach (var message in queue) Add(ref key, (ChipLinkMessage)message);
        }
    }

    private void AddOwner(ref Hash key)
    {
        key.Add((ulong)Export.Phase, Export.Epoch, (ulong)Export.Number, (ulong)Export.Look, (ulong)Export.BeatsLooking);
        key.Add(Export.IsUp, Export.ChipWhy is null, Export.ReleaseNs is null, Export.IsLooking, Export.LooksAgain,
            Export.AsksWhetherWanted);
        if (Export.Untaken is { } untaken) Add(ref key, untaken);
        foreach (var open in Export.Asked) key.Add(open.Drives);
        foreach (var line in Export.Lines)
        {
            key.Add(line.IsGiven, line.Drives);
            key.Add((ulong)line.Place, (ulong)line.Asked, line.AskedTicket ?? 99, (ulong)line.Next, line.NextTicket ?? 99,
                line.LastTicket ?? 99);
            if (line.LastAnswer is { } answer) Add(ref key, answer);
            Add(ref key, line.Known);
            Add(ref key, line.Told);
            if (line.Untold is { } edges) key.Add((ulong)edges.Rising, (ulong)edges.Falling);
        }

        foreach (var pin in Pins)
        {
            key.Add(pin.Hardware, pin.IsWatched);
            key.Add((ulong)pin.Drive, (ulong)pin.Total);
        }

        key.Add((ulong)FromChip.Count);
        foreach (object told in FromChip)
        {
            switch (told)
            {
                case DidLine did:
                    key.Add(1, (ulong)did.Line, (ulong)did.Outcome, did.Level ? 1ul : 0, (ulong)did.Total);
                    break;
                case SeenEdge seen:
                    key.Add(2, (ulong)seen.Line, seen.Level ? 1ul : 0, (ulong)seen.Total);
                    break;
                case (int look, System.Collections.Immutable.ImmutableArray<LookedLine> lines):
                    key.Add(3, (ulong)look);
                    foreach (var line in lines) key.Add(line.Level ? 1ul : 0, (ulong)line.Total);
                    break;
                default:
                    key.Add(4, told is "" ? 1ul : 0);
                    break;
            }
        }
    }

    private void AddConsumer(ref Hash key)
    {
        key.Add((ulong)Import.Phase, Import.Epoch, Import.Owner, (ulong)Import.Number, (ulong)Import.TakenNumber, Import.LastTicket,
            (ulong)Import.LostEdges, (ulong)Import.BeatsSinceLook);
        key.Add(Import.LostIsExact, Import.Down is null, Import.IsRenewal, Import.IsSuccessor, Import.Asked.IsDefault);
        if (!Import.Asked.IsDefault)
            foreach (var open in Import.Asked) key.Add(open.Drives);
        foreach (var line in Import.Lines)
        {
            Add(ref key, line.Known);
            if (line.Wish is { } wish) key.Add(wish.Ticket, wish.Drives ? 1ul : 0, wish.Level ? 1ul : 0);
        }

        foreach (var want in Wants)
        {
            key.Add(Of(want.Drive), Of(want.Asked), want.Ticket ?? 99, (ulong)want.Delivered, want.From is null ? 0ul : 1);
            key.Add(want.Level, want.IsShown);
            Add(ref key, want.From ?? default);
        }
    }

    private static void Add(ref Hash key, ChipLinkMessage message)
    {
        key.Add(message.Epoch);
        switch (message)
        {
            case Open open:
                key.Add(11);
                foreach (var line in open.Lines) key.Add(line.Drives);
                break;
            case Opened opened:
                key.Add(12, opened.Owner);
                foreach (var line in opened.Lines) key.Add(line.Level ? 1ul : 0, (ulong)line.Edges, line.Problem is null ? 0ul : 1);
                break;
            case Refused refused:
                key.Add(13, refused.Seen);
                break;
            case Wish wish:
                key.Add(14, (ulong)wish.Line, wish.Ticket, wish.Drives ? 1ul : 0, wish.Level ? 1ul : 0);
                break;
            case Granted granted:
                key.Add(15, (ulong)granted.Line, granted.Ticket, (ulong)granted.Outcome, granted.Level ? 1ul : 0, (ulong)granted.Total);
                break;
            case Edges edges:
                key.Add(16, (ulong)edges.Number, (ulong)edges.Lines.Length);
                foreach (var line in edges.Lines)
                    key.Add((ulong)line.Line, (ulong)line.Rising, (ulong)line.Falling, line.Level ? 1ul : 0, (ulong)line.Total);
                break;
            case Took took:
                key.Add(17, (ulong)took.Number);
                break;
            default:
                key.Add(18);
                break;
        }
    }

    private static void Add(ref Hash key, in LevelCount count) => key.Add(count.Boot, (ulong)count.Total, count.Level ? 1ul : 0);

    private static ulong Of(bool? level) => level is not { } known ? 2ul : known ? 1ul : 0;

    /// <summary>Two hashes that know nothing of each other.</summary>
    internal struct Hash
    {
        private ulong _one = 0xcbf29ce484222325;
        private ulong _other = 0x9e3779b97f4a7c15;

        public Hash()
        {
        }

        public readonly UInt128 Value => new(_one, _other);

        public void Add(params ReadOnlySpan<ulong> words)
        {
            foreach (ulong word in words)
            {
                _one = ulong.RotateLeft((_one ^ word) * 0x9ddfea08eb382d69, 29);
                _other = ulong.RotateLeft(_other ^ (word * 0xc2b2ae3d27d4eb4f), 31) * 0x165667b19e3779f9;
            }
        }

        public void Add(params ReadOnlySpan<bool> bits)
        {
            ulong word = 1;
            foreach (bool bit in bits) word = word << 1 | (bit ? 1ul : 0);
            Add(word);
        }
    }
}
