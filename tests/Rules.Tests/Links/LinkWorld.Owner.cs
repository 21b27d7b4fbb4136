using System.Collections.Immutable;
using GpioHub.Rules.Links;

namespace GpioHub.Rules.Tests.Links;

/// <content>The hub whose chip it is.</content>
internal sealed partial class LinkWorld
{
    private const long WhenStopped = 2;

    public ExportState Export = null!;
    public ulong OwnerBoot;
    public ulong OwnerKnows;                                               // the consumer's process, as far as it is up
    public ulong OwnerHears;
    public bool OwnerIsUp;
    public bool ChipIsAway;

    /// <summary>The newest opening that this process has heard of, and that of the last wish.</summary>
    public ulong NewestOpen;
    public ulong WishEpoch;
    public ImmutableArray<Pin> Pins = [];

    /// <summary>What the chip has told the link's actor, which has not taken it in.</summary>
    public ImmutableList<object> FromChip = [];

    /// <summary>The owner's hub is killed, and another takes its place.</summary>
    /// <param name="recalled">It goes on from the record: what is driven for the other host stays. Else the pins are let go.</param>
    public void StartOwner(bool recalled)
    {
        var driven = Pins.Select((pin, i) => (pin, i)).Where(pair => recalled && pair.pin.IsDriven).Select(pair => pair.i).ToArray();
        OwnerBoot = OwnerBoot == 0 ? 1 : OwnerBoot + 2;
        (OwnerKnows, OwnerIsUp, FromChip, NewestOpen) = (0, false, [], 0);
        var shared = Pins.Select((_, i) => new SharedLine($"L{i}", i, MayDrive: true)).ToImmutableArray();
        Export = ExportState.Begun(Chip, new ExportRules("a", OwnerBoot, 1, WhenStopped), shared, driven, 0);
        if (ChipIsAway) Export = Export.ChipLost("unplugged", 0).Next;
        Pins = [.. Pins.Select(pin => pin with { Total = 0, Drive = recalled ? pin.Drive : ExportWish.None, IsWatched = false })];
    }

    /// <summary>Somebody at the owner moves a line.</summary>
    public void Toggle(int line)
    {
        var pin = Pins[line];
        Change(line, pin with { Hardware = !pin.Hardware });
    }

    public void LoseChip()
    {
        ChipIsAway = true;
        FromChip = FromChip.Add("unplugged");
    }

    public void ReturnChip()
    {
        ChipIsAway = false;
        FromChip = FromChip.Add("");
    }

    /// <summary>The link's actor takes in what the chip told it first.</summary>
    public void HearChip()
    {
        object told = FromChip[0];
        FromChip = FromChip.RemoveAt(0);
        Carry(told switch
        {
            (int look, ImmutableArray<LookedLine> lines) => Export.Looked(look, lines, 0),
            DidLine did => Export.Did(did.Line, did.Outcome, did.Level, did.Total, null),
            SeenEdge seen => Export.Seen(seen.Line, seen.Level ? 1 : 0, seen.Level ? 0 : 1, seen.Level, 7, seen.Total),
            "" => Export.ChipBack(),
            _ => Export.ChipLost("unplugged", 0),
        });
    }

    /// <summary>Whether the owner waits for the other host before it releases what is driven for it.</summary>
    public bool MayRelease => Export.ReleaseNs is not null;

    /// <summary>The owner has waited long enough.</summary>
    public void Release() => Carry(Export.PassTime(Later));

    private void Carry(ExportDecision decision)
    {
        Export = decision.Next;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case ExportEffect.Say { Message: var message } when Passes(owner: true):
                    ToConsumer = ToConsumer.Add(message);
                    break;
                case ExportEffect.LookAt { Look: var look, Lines: var lines }:
                    Pins = [.. Pins.Select((pin, i) => pin with { IsWatched = lines.Contains(i) })];
                    var looked = lines.Select(i => new LookedLine(Pins[i].Level, Pins[i].Total, null)).ToImmutableArray();
                    if (!ChipIsAway) FromChip = FromChip.Add((look, looked));
                    break;
                case ExportEffect.LookAway:
                    Pins = [.. Pins.Select(pin => pin with { IsWatched = false })];
                    break;
                case ExportEffect.Apply { Line: var line, Wish: var wish }:
                    Apply(line, wish);
                    break;
            }
        }

        while (Export.HasEdges) Carry(Export.Tell());
    }

    private void Apply(int line, ExportWish wish)
    {
        bool drives = wish is ExportWish.DriveLow or ExportWish.DriveHigh;
        if (drives && WishEpoch < NewestOpen) Break($"line {line} is driven for the opening {WishEpoch}, and {NewestOpen} is in force");
        bool done = !ChipIsAway || !drives;
        if (done) Change(line, Pins[line] with { Drive = drives ? wish : ExportWish.None });
        var outcome = done ? WishOutcome.Done : WishOutcome.Gone;
        FromChip = FromChip.Add(new DidLine(line, outcome, Pins[line].Level, Pins[line].Total));
    }

    private void Change(int line, Pin pin)
    {
        bool changed = pin.Level != Pins[line].Level;
        if (changed) pin = pin with { Total = pin.Total + 1, Ever = pin.Ever + 1 };
        Pins = Pins.SetItem(line, pin);
        if (changed && pin.IsWatched && !ChipIsAway) FromChip = FromChip.Add(new SeenEdge(line, pin.Level, pin.Total));
    }

    /// <summary>One line at the owner, wired-or.</summary>
    /// <param name="Hardware">What somebody there drives.</param>
    /// <param name="Drive">What is driven for the other host.</param>
    /// <param name="Total">Edges that the process has counted.</param>
    /// <param name="Ever">Edges that there were.</param>
    internal readonly record struct Pin(bool Hardware, ExportWish Drive, long Total, long Ever, bool IsWatched)
    {
        public bool IsDriven => Drive is ExportWish.DriveLow or ExportWish.DriveHigh;

        public bool Level => Hardware || Drive == ExportWish.DriveHigh;
    }

    internal sealed record DidLine(int Line, WishOutcome Outcome, bool Level, long Total);

    internal sealed record SeenEdge(int Line, bool Level, long Total);
}
