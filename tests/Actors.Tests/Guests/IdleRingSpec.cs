using System.Net.Sockets;
using System.Threading.Channels;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>A ring that is kicked runs, or says why not: once in the log, and in <c>info</c>.</summary>
public sealed class IdleRingSpec
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory(DisplayName = "A ring that was stopped is served again although its front-end does not repeat its set-up (VU-33)")]
    [InlineData(RingPlace.None)]
    [InlineData(RingPlace.Base)]
    [InlineData(RingPlace.Size | RingPlace.Base)]
    [InlineData(RingPlace.Addresses)]
    public async Task NotRepeated(RingPlace repeated)
    {
        await using var rig = await LiveRig.StartAsync();
        await using var guest = await rig.ConnectAsync(options: With(new FrontEndOptions { SentAgain = repeated }));
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await guest.DriveAsync(1, true);
        await guest.StopAsync();
        await guest.ResumeAsync();
        Assert.True(await guest.GetValueAsync(1));
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(0, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A front-end that never says a base is served from 0")]
    public async Task NoBase()
    {
        await using var rig = await LiveRig.StartAsync();
        await using var guest = await rig.ConnectAsync(options: With(new FrontEndOptions
        {
            SentFirst = RingPlace.Size | RingPlace.Addresses,
            SentAgain = RingPlace.Size | RingPlace.Addresses,
        }));
        await guest.DriveAsync(1, true);
        Assert.True(await guest.GetValueAsync(1));
    }

    [Theory(DisplayName = "A ring that is kicked and does not run says why, once in the log, and in its snapshot")]
    [InlineData(RingPlace.Base | RingPlace.Addresses, "no size (SET_VRING_NUM)")]
    [InlineData(RingPlace.Base | RingPlace.Size, "no addresses (SET_VRING_ADDR)")]
    [InlineData(RingPlace.None, "no size (SET_VRING_NUM), no addresses (SET_VRING_ADDR)")]
    public async Task SaysWhy(RingPlace sent, string why)
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        using var frontEnd = VhostUserFrontEnd.Connect(rig.SocketOf("ivi"), new FrontEndOptions { SentFirst = sent });
        frontEnd.Start();
        string said = $"ErrorLevel ivi: ring 0 is kicked and does not run: {why}";
        List<string> lines = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (int more = 3; more > 0; more -= lines.Contains(said) ? 1 : 0)            // the hub notices a kick in its own time
        {
            frontEnd.Rings[0].Kick.Signal();
            await rig.UntilAsync(snapshot => snapshot.Rings[0].Reason == why);
            rig.Advance(Second);
            await rig.UntilAsync(_ => true);
            patience.Token.ThrowIfCancellationRequested();
            while (log.TryRead(out string? line)) lines.Add(line);
        }

        frontEnd.Close();
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        while (log.TryRead(out string? line)) lines.Add(line);
        Assert.Single(lines, said);
    }

    [Fact(DisplayName = "A base that does not fit the ring's indices is named with them, in the log and in the snapshot (VQ-73)")]
    public async Task BadBase()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        await using var guest = await rig.ConnectAsync(options: new GpioDriverOptions { SurvivesDisconnect = true });
        await guest.DriveAsync(1, true);
        ushort at = guest.FrontEnd.Rings[0].UsedIndex;
        var again = guest.ReconnectAsync(startAt: ring => (ushort)(ring.UsedIndex + 7));
        string why = $"its base {at + 7} does not fit used.idx {at} and avail.idx {at}; expected used.idx ≤ base ≤ avail.idx, " +
            "within 64 entries";
        await rig.UntilAsync(snapshot => snapshot.Rings[0] is { State: "broken" } ring && ring.Reason == why);
        await SeenAsync(log, $"ErrorLevel ivi: ring 0 does not start: {why}");
        await Assert.ThrowsAsync<VhostUserPeerException>(() => again);                // its ENABLE is answered 1
    }

    [Fact(DisplayName = "A reason that the throttle of the log holds back is said later (VU-33)")]
    public async Task HeldBack()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        await using var guest = await rig.ConnectAsync(options: new GpioDriverOptions { SurvivesDisconnect = true });
        await guest.DriveAsync(1, true);
        for (int i = 0; i < LogThrottle.LinesPerSecond; i++)
        {
            using var second = await DialAsync(rig);
            Assert.Equal(0, await second.ReceiveAsync(new byte[1]));
        }

        var again = guest.ReconnectAsync(startAt: ring => (ushort)(ring.UsedIndex + 7));
        string why = (await rig.UntilAsync(snapshot => snapshot.Rings[0].State == "broken")).Rings[0].Reason!;
        await Assert.ThrowsAsync<VhostUserPeerException>(() => again);
        List<string> lines = [];
        Drain();
        Assert.DoesNotContain(lines, line => line.EndsWith(why, StringComparison.Ordinal));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!lines.Any(line => line.EndsWith(why, StringComparison.Ordinal)))
        {
            rig.Advance(Second);
            await rig.UntilAsync(_ => true);
            patience.Token.ThrowIfCancellationRequested();
            Drain();
        }

        void Drain()
        {
            while (log.TryRead(out string? line)) lines.Add(line);
        }
    }

    [Fact(DisplayName = "A ring that is enabled long after its kick, and lacks something, says so too (VU-33)")]
    public async Task EnabledLate()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        using var frontEnd = VhostUserFrontEnd.Connect(rig.SocketOf("ivi"), new FrontEndOptions { SentFirst = RingPlace.Size });
        frontEnd.Start();
        foreach (int ring in (int[])[0, 1]) frontEnd.Enable(ring, on: false);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (int i = 0; i < 3; i++)
        {
            rig.Advance(Second);                              // the kick is long past, whenever the hub noticed it
            await rig.UntilAsync(snapshot => snapshot.Rings[0].Reason == "no addresses (SET_VRING_ADDR), not enabled (SET_VRING_ENABLE)");
        }

        while (log.TryRead(out _))
        {
            // What was said before it was enabled.
        }

        frontEnd.Enable(0, on: true);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].Reason == "no addresses (SET_VRING_ADDR)");
        rig.Advance(Second);
        await SeenAsync(log, "ErrorLevel ivi: ring 0 is kicked and does not run: no addresses (SET_VRING_ADDR)");
    }

    [Fact(DisplayName =
        "A front-end that has sent nothing for 2 s gives its place to the next; before that, and after a message, it keeps it (VU-10)")]
    public async Task Mute()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        using var mute = await DialAsync(rig);
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Connected);
        using (var early = await DialAsync(rig)) Assert.Equal(0, await early.ReceiveAsync(new byte[1]));
        rig.Advance(2 * Second);
        await using (var guest = await rig.ConnectAsync())
        {
            await guest.DriveAsync(1, true);
            Assert.Equal(0, await mute.ReceiveAsync(new byte[1]));
            rig.Advance(2 * Second);
            using var late = await DialAsync(rig);
            Assert.Equal(0, await late.ReceiveAsync(new byte[1]));
            Assert.True(await guest.GetValueAsync(1));
        }

        await SeenAsync(log, "ErrorLevel ivi: another front-end has come, and this one has sent nothing for 2 s");
    }

    private static Task<LiveRig> StartAsync() => LiveRig.StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", "A", "B");
            return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
        }, virtualTime: true);

    private static async Task SeenAsync(ChannelReader<string> log, string expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await log.ReadAsync(patience.Token) != expected)
        {
        }
    }

    private static GpioDriverOptions With(FrontEndOptions frontEnd) => new() { FrontEnd = frontEnd };

    private static async Task<Socket> DialAsync(LiveRig rig)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(rig.SocketOf("ivi")));
        return socket;
    }
}
