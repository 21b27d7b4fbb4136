using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>A front-end sends all that it sends, and the hub dies: at every store of its record, at every call of the kernel.</summary>
public sealed class KeptConnectionSpec
{
    private static readonly Lazy<(int Steps, byte[] Bytes, string State)> s_uncut = new(() => Run([int.MaxValue]));

    [Fact(DisplayName = "Wherever the hub dies, the front-end gets every reply once, and the session is what it would have been (VU-62)")]
    public void DiesAtEveryStep()
    {
        const int Apart = 149;                                             // steps from one death to the next
        Assert.True(s_uncut.Value.Steps > 10 * Apart);
        for (int first = 0; first < Apart; first++)
            Check([first, .. Enumerable.Repeat(Apart, s_uncut.Value.Steps / Apart), int.MaxValue]);
    }

    [Theory(DisplayName = "So it is if the hubs that follow die soon too, again and again")]
    [InlineData(1)]
    [InlineData(2)]
    public void DiesAgain(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 10; run++) Check([.. Enumerable.Range(0, 400).Select(_ => random.Next(1, 60)), int.MaxValue]);
    }

    [Theory(DisplayName = "A reply sent again, a message taken too early, a descriptor given up too early: each is noticed")]
    [InlineData(Mutant.SendsAgain)]
    [InlineData(Mutant.ConsumesFirst)]
    [InlineData(Mutant.RemovesFirst)]
    internal void MutantsAreCaught(Mutant mutant)
    {
        int caught = 0;
        for (int at = 0; at < s_uncut.Value.Steps && caught == 0; at += 7)
        {
            try
            {
                var run = Run([at, int.MaxValue], mutant);
                if (!run.Bytes.SequenceEqual(s_uncut.Value.Bytes) || run.State != s_uncut.Value.State) caught++;
            }
            catch (Xunit.Sdk.XunitException)
            {
                caught++;
            }
        }

        Assert.True(caught > 0);
    }

    [Theory(DisplayName = "A message of which a part was read, or taken off the socket, is carried out once, and its reply sent once")]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts(bool apart)
    {
        var message = new FrontEnd().MemoryTable(ack: true);
        int length = VhostUserHeader.Size + message.Payload.Length;
        for (int part = 0; part <= length; part++)
        {
            foreach (bool carriedOut in (bool[])[false, true])
            {
                using var store = new KeptNamesStore();
                (UnixStream near, UnixStream far) = UnixStream.Pair();
                using (far)
                {
                    KeptHub? hub;
                    using (near) hub = KeptHub.Start(store, near, int.MaxValue);
                    Script.Send(far, Script.Protocol, apart);
                    hub.Serve();
                    Script.Send(far, message, apart);
                    if (carriedOut) DieBeforeConsuming(hub);
                    hub.Dispose();
                    Touch(store, part, take: carriedOut);

                    using var next = KeptHub.Follow(store, int.MaxValue);
                    next.Serve();
                    Assert.Equal([.. VhostUserFrame.Reply(VhostUserRequest.SetMemTable, 0)], Script.Arrived(far));
                    Assert.Single(next.Session.Memory.Regions);
                    Script.Send(far, Messages.Plain(VhostUserRequest.GetQueueNum), apart);
                    next.Serve();
                    Assert.Equal([.. VhostUserFrame.Reply(VhostUserRequest.GetQueueNum, 2)], Script.Arrived(far));
                }
            }
        }
    }

    /// <summary>Serves until the reply is sent, and no further.</summary>
    private static void DieBeforeConsuming(KeptHub hub)
    {
        int steps = hub.Steps;
        hub.DieBeforeConsuming = true;
        Assert.Throws<KilledException>(hub.Serve);
        Assert.True(hub.Steps > steps);
    }

    /// <summary>Reads a part of what is in the socket, as the process did just before it died.</summary>
    private static void Touch(KeptNamesStore store, int part, bool take)
    {
        using var left = store.Leave();
        using var socket = (UnixStream)InheritedSocket.Adopt(left.Take("conn")!);
        var fds = new List<FileDescriptor>();
        byte[] buffer = new byte[64];
        while (part > 0)
        {
            var room = buffer.AsSpan(0, Math.Min(part, buffer.Length));
            int got = take ? socket.Receive(room, fds, out _) : socket.Peek(room, fds, out _);
            Assert.True(got > 0);
            part -= got;
        }

        fds.ForEach(fd => fd.Dispose());
    }

    private static void Check(int[] deaths)
    {
        var run = Run(deaths);
        Assert.True(s_uncut.Value.Bytes.SequenceEqual(run.Bytes), $"other replies after deaths at {string.Join(' ', deaths)}:\n" +
            $"{Convert.ToHexString(run.Bytes)}, not\n{Convert.ToHexString(s_uncut.Value.Bytes)}");
        Assert.Equal(s_uncut.Value.State, run.State);
    }

    /// <param name="deaths">After how many steps each hub dies.</param>
    private static (int Steps, byte[] Bytes, string State) Run(int[] deaths, Mutant mutant = Mutant.None)
    {
        var front = new FrontEnd();
        using var store = new KeptNamesStore();
        (UnixStream near, UnixStream far) = UnixStream.Pair();
        using (far)
        {
            int sent = 0;
            foreach (var message in Script.Life(front)) Script.Send(far, message, apart: sent++ % 3 == 0);
            for (int life = 0; ; life++)
            {
                KeptHub hub;
                if (life > 0) hub = KeptHub.Follow(store, deaths[life], mutant);
                else using (near) hub = KeptHub.Start(store, near, deaths[0], mutant);
                using (hub)
                {
                    try
                    {
                        hub.Serve();
                        Assert.Equal(hub.Names, store.Names.Where(IsOfSession).Order());
                        front.Given.ForEach(fd => fd.Dispose());
                        return (hub.Steps, Script.Arrived(far), StateOf(hub.Session));
                    }
                    catch (KilledException)
                    {
                        // The next one goes on.
                    }
                }
            }
        }
    }

    private static bool IsOfSession(string name) => name.StartsWith("g/", StringComparison.Ordinal);

    private static string StateOf(VhostUserSession session) => string.Join(" | ",
        [
            $"{session.Features} {session.ProtocolFeatures} {session.Owned} {string.Join(", ", session.Memory.Regions)}",
            .. session.Rings.Select(ring => $"{ring.Stage} {ring.Enabled} {ring.Size} {ring.Base} {ring.Addresses} {ring.Renewed} " +
                $"{ring.StoredBase} {ring.LastStoppedAt} {ring.Kick?.Kind} {ring.Call?.Kind} {ring.Err?.Kind}"),
        ]);
}
