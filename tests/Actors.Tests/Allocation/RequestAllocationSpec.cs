using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>kick → RequestQueueActor → LineActor → ChipActor → staged → flush: what the hub's thread allocates for it.</summary>
public class RequestAllocationSpec
{
    private const int Requests = 10_000;

    /// <summary>What a guest asks of each of its lines, in turn.</summary>
    public enum Talk
    {
        GetValue,
        SetStoredValue,
        SetOutput,
        GetDirection,
        InAndOut,
        InAndNone,
        EnableAndDisable,
        Retype,
        LineNames,
        Malformed,
        RefusedByAccess,
        RefusedByAnotherDriver,
    }

    public static TheoryData<Talk, int, int, int> Everything()
    {
        var cases = new TheoryData<Talk, int, int, int> { { Talk.GetValue, 1, 1, 2 } };
        foreach (var talk in Enum.GetValues<Talk>())
        {
            cases.Add(talk, HotRig.Lines, HotRig.RingSize, 2);
            foreach (int lines in new[] { 1, HotRig.Lines })
                foreach (int outstanding in new[] { 1, HotRig.RingSize }) cases.Add(talk, lines, outstanding, 1);
        }

        return cases;
    }

    [Theory(DisplayName =
        "10,000 requests allocate 0 bytes, whatever they ask, over as many lines, as many at a time, beside their chip or on another " +
        "reactor (HR-28)")]
    [MemberData(nameof(Everything))]
    public async Task Nothing(Talk talk, int lines, int outstanding, int reactors)
    {
        var access = talk == Talk.RefusedByAccess ? LineAccess.In : LineAccess.InOut;
        bool contended = talk == Talk.RefusedByAnotherDriver;
        // else ten lines a second are logged; two timers a second watch over requests that are at the chip
        bool timeStands = contended || talk is Talk.Malformed or Talk.RefusedByAccess || reactors > 1;
        await using var rig = await HotRig.StartAsync(guests: contended ? 2 : 1, access, virtualTime: timeStands, reactors: reactors);
        var guest = rig.Guests[0];
        for (int line = 0; line < lines; line++)
        {
            if (talk is Talk.SetOutput) guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
            if (contended) rig.Guests[1].Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
        }

        List<Chain> chains = [];
        while (chains.Count < 2 * HotRig.RingSize) chains.AddRange(Round(guest, talk, lines));
        Chain[] round = [.. chains];
        // full turns, in which each message is the first or the last of its line
        foreach (var turn in (Range[])[0..64, 64..128, 0..32, 32..96, 96..128])
        {
            if (reactors == 1) await rig.AllAtOnceAsync(guest.Requests, round[turn]);
            else await rig.PileUpAsync(round[turn]);
        }

        Assert.Equal(0, rig.BytesOf(count => guest.Requests.Stream(round, count, outstanding), Requests));
    }

    [Theory(DisplayName =
        "10,000 writes of outputs that another guest drives as well allocate 0 bytes, whatever the rule, with 32 lines and one")]
    [InlineData(ResolveRule.WiredAnd, 1)]
    [InlineData(ResolveRule.WiredOr, HotRig.Lines)]
    [InlineData(ResolveRule.LastWriter, 1)]
    [InlineData(ResolveRule.LastWriter, HotRig.Lines)]
    public async Task SharedOutputs(ResolveRule rule, int lines)
    {
        await using var rig = await HotRig.StartAsync(guests: 2, resolve: rule);
        foreach (var guest in rig.Guests)
            for (int line = 0; line < lines; line++) guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);

        List<Chain> chains = [];
        while (chains.Count < 2 * HotRig.RingSize) chains.AddRange(Round(rig.Guests[0], Talk.SetOutput, lines));
        Chain[] round = [.. chains];
        foreach (var turn in (Range[])[0..64, 64..128]) await rig.AllAtOnceAsync(rig.Guests[0].Requests, round[turn]);

        Assert.Equal(0, rig.BytesOf(count => rig.Guests[0].Requests.Stream(round, count, HotRig.RingSize), Requests));
    }

    [Theory(DisplayName =
        "10,000 requests to a chip that answers from a thread of its own allocate 0 bytes on the reactor: their deadline is watched by " +
        "one timer, not one each (HR-05)")]
    [InlineData(1, 1)]
    [InlineData(HotRig.Lines, HotRig.RingSize)]
    public async Task LateChip(int lines, int outstanding)
    {
        var port = new LatePort();
        await using var rig = await HotRig.StartAsync(ports: _ => port, virtualTime: true);
        var guest = rig.Guests[0];
        Chain[] round = [.. Enumerable.Range(0, 2 * HotRig.RingSize).Select(i => guest.Message(GpioMessage.GetValue, i % lines))];
        guest.Requests.WhileWaiting = port.EndAll;
        await rig.AllAtOnceAsync(guest.Requests, round[..HotRig.RingSize]);

        Assert.Equal(0, rig.BytesOf(count => guest.Requests.Stream(round, count, outstanding), Requests));
    }

    /// <summary>One of each message for each line, line by line within a step.</summary>
    private static IEnumerable<Chain> Round(BareGuest guest, Talk talk, int lines)
    {
        Chain[][] ofLine = [.. Enumerable.Range(0, lines).Select(line => Steps(guest, talk, line))];
        return Enumerable.Range(0, ofLine[0].Length).SelectMany(step => ofLine.Select(steps => steps[step]));
    }

    private static Chain[] Steps(BareGuest guest, Talk talk, int line)
    {
        return talk switch
        {
            Talk.GetValue => [guest.Message(GpioMessage.GetValue, line)],
            Talk.SetStoredValue or Talk.SetOutput => [guest.Message(GpioMessage.SetValue, line, 1),
                guest.Message(GpioMessage.SetValue, line, 0)],
            Talk.GetDirection => [guest.Message(GpioMessage.GetDirection, line)],
            Talk.InAndOut => Directions(GpioDirection.In, GpioDirection.Out),
            Talk.InAndNone => Directions(GpioDirection.In, GpioDirection.None),
            Talk.EnableAndDisable => Types(IrqType.EdgeBoth, IrqType.None),
            Talk.Retype => Types(IrqType.EdgeRising, IrqType.LevelLow),
            Talk.LineNames =>
                [guest.Requests.Prepare(BareGuest.Bytes(GpioMessage.GetLineNames, 0, 0), 1 + guest.NamesSize, (byte)GpioStatus.Ok)],
            Talk.Malformed =>
            [
                Wrong(BareGuest.Bytes(GpioMessage.GetValue, line, 0)[..4], answer: 2),
                Wrong(BareGuest.Bytes((GpioMessage)0x7777, line, 0), answer: 2),
                Wrong(BareGuest.Bytes(GpioMessage.GetValue, HotRig.Lines, 0), answer: 2),
                Wrong(BareGuest.Bytes(GpioMessage.GetValue, line, 0), answer: 1),
            ],
            Talk.RefusedByAccess or Talk.RefusedByAnotherDriver =>
                [guest.Message(GpioMessage.SetDirection, line, (uint)GpioDirection.Out, GpioStatus.Error)],
            _ => throw new ArgumentOutOfRangeException(nameof(talk)),
        };

        Chain[] Directions(params GpioDirection[] each) =>
            [.. each.Select(direction => guest.Message(GpioMessage.SetDirection, line, (uint)direction))];
        Chain[] Types(params IrqType[] each) => [.. each.Select(type => guest.Message(GpioMessage.SetIrqType, line, (uint)type))];
        Chain Wrong(byte[] request, int answer) => guest.Requests.Prepare(request, answer, (byte)GpioStatus.Error);
    }
}
