using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>How a ring stops or pauses, and who reports it.</summary>
public sealed class RingStopSpec
{
    private readonly FrontEnd _front = new();

    [Fact(DisplayName =
        "At GET_VRING_BASE the ring comes to rest, then kick and call go, then comes the answer; the error descriptor stays (VU-33)")]
    public void GetBase()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(_front.Fd(SetVringErr, 0));
        owner.NextAvail[0] = 17;
        Assert.Equal("quiesce 0 GetBase; kick 0 off; call 0 off; base 0 17", owner.Take(Ring(GetVringBase, 0, 0)));
        Vring ring = owner.Session.Rings[0];
        Assert.Equal((RingStage.Stopped, null, null, (ushort?)17), (ring.Stage, ring.Kick, ring.Call, ring.LastStoppedAt));
        Assert.NotNull(ring.Err);
        Assert.Equal("base 0 17", owner.Take(Ring(GetVringBase, 0, 0)));
        Assert.Equal(RingStage.Running, owner.Session.Rings[1].Stage);
    }

    [Fact(DisplayName = "After a stop nothing starts before the ring is set up again, in whatever order (VU-33)")]
    public void SetUpAgain()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(Ring(GetVringBase, 0, 0));
        Assert.Equal("kick 0", owner.Take(_front.Fd(SetVringKick, 0)));
        Assert.Equal("", owner.Take(Ring(SetVringEnable, 0, 1)));
        Assert.Equal("", owner.Take(Addresses(0)));
        Assert.Equal("", owner.Take(Ring(SetVringBase, 0, 3)));
        Assert.Equal("start 0", owner.Take(Ring(SetVringNum, 0, 64)));
        Assert.False(owner.FirstStarts[^1]);                     // ring 1 never stopped
    }

    [Theory(DisplayName =
        "A ring that is kicked after its stop goes on with what was not repeated: its size, its addresses, the base it stopped at (VU-33)")]
    [InlineData("K")]
    [InlineData("BK")]
    [InlineData("NBK")]
    [InlineData("KA")]
    public void KeptSetUp(string repeated)
    {
        using Owner owner = Sessions.Running(_front);
        owner.NextAvail[0] = 17;
        owner.Take(Ring(GetVringBase, 0, 0));
        foreach (char part in repeated) Assert.DoesNotContain("start", owner.Take(Part(part)), StringComparison.Ordinal);
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Equal("not kicked since its last stop", owner.Session.WhyIdle(0));
        Assert.Equal("start 0", owner.Kick(0));
        Vring ring = owner.Session.Rings[0];
        int size = repeated.Contains('N', StringComparison.Ordinal) ? 128 : 256;
        int start = repeated.Contains('B', StringComparison.Ordinal) ? 0 : 17;
        Assert.Equal((size, start), ((int)ring.Size!.Value, (int)ring.Start(owner.Session.Features)));
        Assert.Null(owner.Session.WhyIdle(0));
        Assert.Equal("", owner.Kick(0));
    }

    [Fact(DisplayName = "A part that was refused is not replaced by the old one: the ring waits for a good one, and says so (VU-29)")]
    public void RefusedPart()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(Ring(GetVringBase, 0, 0));
        Assert.Equal("reply 0x1", owner.Take(Ring(SetVringBase, 0, 0x8000_8000, ack: true)));
        owner.Take(_front.Fd(SetVringKick, 0));
        Assert.Equal("", owner.Kick(0));
        Assert.Equal("its last SET_VRING_BASE was refused", owner.Session.WhyIdle(0));
        Assert.Equal("start 0", owner.Take(Ring(SetVringBase, 0, 5)));
    }

    [Theory(DisplayName = "A ring that is being set up and does not run says what it lacks")]
    [InlineData("K", "no features (SET_FEATURES), no guest memory (SET_MEM_TABLE), no size (SET_VRING_NUM), " +
        "no addresses (SET_VRING_ADDR), not enabled (SET_VRING_ENABLE)")]
    [InlineData("FK", "no guest memory (SET_MEM_TABLE), no size (SET_VRING_NUM), no addresses (SET_VRING_ADDR), " +
        "not enabled (SET_VRING_ENABLE)")]
    [InlineData("FMNAK", "not enabled (SET_VRING_ENABLE)")]
    [InlineData("FMNBKE", "no addresses (SET_VRING_ADDR)")]
    [InlineData("FNBAKE", "no guest memory (SET_MEM_TABLE)")]
    [InlineData("FMBAKE", "no size (SET_VRING_NUM)")]
    [InlineData("FMNBAE", "no kick descriptor (SET_VRING_KICK)")]
    [InlineData("FME", null)]                                // nobody has begun to set it up
    public void WhyIdle(string sent, string? why)
    {
        using var owner = new Owner();
        foreach (char part in sent) owner.Take(Part(part));
        Assert.Equal("", owner.Kick(0));
        Assert.Equal(why, owner.Session.WhyIdle(0));
    }

    [Fact(DisplayName = "A front-end that never says a base means 0, as with libvhost-user and rust-vmm")]
    public void NoBase()
    {
        using Owner owner = Sessions.WithMemory(_front);
        foreach (char part in "NAKE") Assert.DoesNotContain("start", owner.Take(Part(part)), StringComparison.Ordinal);
        Assert.Equal("start 0", owner.Kick(0));
        Assert.Equal(0u, owner.Session.Rings[0].Start(owner.Session.Features));
    }

    [Fact(DisplayName =
        "A new set-up of a ring that did not start: no part of it fails because the rest is still the old one (VU-03, VU-28)")]
    public void NewSetUpAfterAFailure()
    {
        using Owner owner = Sessions.WithMemory(_front);
        owner.RingFault = _ => "its base does not fit";
        Sessions.SetUp(owner, _front, 0);
        Assert.Equal("start 0; reply 0x1", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Equal("start 0; reply 0x0", owner.Take(Ring(SetVringNum, 0, 256, ack: true)));
        Assert.Equal("start 0; reply 0x0", owner.Take(Addresses(0, ack: true)));
        Assert.Equal("start 0; reply 0x1", owner.Take(Ring(SetVringBase, 0, 9, ack: true)));     // now all of it is new, and wrong
        owner.RingFault = _ => null;
        Assert.Equal("start 0; reply 0x0", owner.Take(Ring(SetVringBase, 0, 0, ack: true)));
        Assert.Null(owner.Session.WhyIdle(0));
    }

    [Fact(DisplayName = "A ring that does not start, or that its guest broke, keeps the reason")]
    public void Reasons()
    {
        using Owner owner = Sessions.WithMemory(_front);
        owner.RingFault = _ => "there is a hole in it";
        Sessions.SetUp(owner, _front, 0);
        owner.Take(Ring(SetVringEnable, 0, 1));
        Assert.Equal("there is a hole in it", owner.Session.WhyIdle(0));
        owner.RingFault = _ => null;
        owner.Take(Ring(SetVringBase, 0, 0));
        Assert.Null(owner.Session.WhyIdle(0));
        owner.Session.RingBroken(0, "its index jumped");
        Assert.Equal("its index jumped", owner.Session.WhyIdle(0));
    }

    [Fact(DisplayName = "ENABLE(0) is a barrier before its acknowledgement; ENABLE(1) resumes the same ring (VU-35)")]
    public void DisableAndResume()
    {
        using Owner owner = Sessions.Running(_front);
        Assert.Equal("quiesce 1 Disable; reply 0x0", owner.Take(Ring(SetVringEnable, 1, 0, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 1, 0, ack: true)));
        Assert.Equal(RingStage.Paused, owner.Session.Rings[1].Stage);
        Assert.Equal("resume 1; reply 0x0", owner.Take(Ring(SetVringEnable, 1, 1, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 1, 1, ack: true)));
    }

    [Fact(DisplayName = "GET_VRING_BASE on a disabled ring returns its held buffers like any other (VU-45)")]
    public void GetBaseWhileDisabled()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(Ring(SetVringEnable, 1, 0));
        Assert.Equal("quiesce 1 GetBase; kick 1 off; call 1 off; base 1 0", owner.Take(Ring(GetVringBase, 1, 0)));
    }

    [Fact(DisplayName =
        "A broken ring rests, is not enabled back to life, is dropped unwritten by GET_VRING_BASE, and then starts afresh (VU-36)")]
    public void Broken()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Session.RingBroken(0, "the guest broke it");
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 0, 0, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Equal(RingStage.Broken, owner.Session.Rings[0].Stage);
        Assert.Equal("quiesce 0 Drop; kick 0 off; call 0 off; base 0 0", owner.Take(Ring(GetVringBase, 0, 0)));
        Sessions.SetUpAndExpect(owner, _front, 0, "kick 0; start 0");
    }

    [Theory(DisplayName =
        "With NUM, BASE, ADDR or KICK on a disabled ring that was never stopped the old activation is dropped, of all rings (VU-27)")]
    [InlineData('N')]
    [InlineData('B')]
    [InlineData('A')]
    [InlineData('K')]
    public void ImplicitStop(char first)
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(Ring(SetVringEnable, 0, 0));
        owner.Take(Ring(SetVringEnable, 1, 0));
        Assert.StartsWith("quiesce 0 Restart; kick 0 off; quiesce 1 Restart; kick 1 off", owner.Take(Part(first)),
            StringComparison.Ordinal);
        Assert.True(owner.Session.NoRingAlive);

        foreach (char part in "NBAK".Where(p => p != first))
            Assert.DoesNotContain("start", owner.Take(Part(part)), StringComparison.Ordinal);
        Assert.Equal("start 0; reply 0x0", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.True(owner.FirstStarts[^1]);
        // A driver without interrupts does not set ring 1 up; being enabled must not revive the old one (VU-25).
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 1, 1, ack: true)));
    }

    [Fact(DisplayName = "A running ring restarts whatever the order of its new set-up (VU-24, VU-27)")]
    public void RestartInAnyOrder()
    {
        foreach (string order in (string[])["NBAK", "KNBA", "AKNB", "BKAN", "KABN", "ANKB"])
        {
            using Owner owner = Sessions.Running(_front);
            string[] effects = [.. order.Select(part => owner.Take(Part(part)))];
            Assert.Single(effects, e => e.Contains("quiesce 0 Restart", StringComparison.Ordinal));
            Assert.EndsWith("start 0", effects[^1], StringComparison.Ordinal);
            Assert.Equal(RingStage.Running, owner.Session.Rings[1].Stage);
        }
    }

    [Fact(DisplayName = "Toggling dirty logging sends a running ring its own addresses again, which does not stop it")]
    public void SameAddresses()
    {
        using Owner owner = Sessions.Running(_front);
        Assert.Equal("reply 0x0", owner.Take(Addresses(0, flags: 1, ack: true)));
        Assert.Equal(1u, owner.Session.Rings[0].Addresses!.Value.Flags);
        Assert.Equal("quiesce 0 Restart; kick 0 off; reply 0x0", owner.Take(Addresses(0, at: 0x4_0000, ack: true)));
    }

    [Fact(DisplayName = "RESET_OWNER disables every ring and keeps the rest (VU-59)")]
    public void ResetOwner_()
    {
        using Owner owner = Sessions.Running(_front);
        Assert.Equal("quiesce 0 Disable; quiesce 1 Disable; reply 0x0; driver gone ResetOwner", owner.Take(Plain(ResetOwner, ack: true)));
        Assert.Equal(VhostUserOffer.SplitFeatures, owner.Session.Features);
        Assert.Single(owner.Session.Memory.Regions);
        Assert.Equal("resume 0", owner.Take(Ring(SetVringEnable, 0, 1)));
    }

    [Fact(DisplayName = "RESET_DEVICE drops the rings unwritten, disables them, resets the lines; features and memory stay (VU-47)")]
    public void ResetDevice_()
    {
        using Owner owner = Sessions.Running(_front, start: 9);
        Assert.Equal("quiesce 0 Drop; kick 0 off; quiesce 1 Drop; kick 1 off; reset device; reply 0x0",
            owner.Take(Plain(VhostUserRequest.ResetDevice, ack: true)));
        Assert.All(owner.Session.Rings, ring => Assert.False(ring.Enabled));
        Assert.Equal(VhostUserOffer.SplitFeatures, owner.Session.Features);
        Assert.Single(owner.Session.Memory.Regions);
        Sessions.SetUpAndExpect(owner, _front, 0, "kick 0");
        Assert.Equal("start 0", owner.Take(Ring(SetVringEnable, 0, 1)));
    }

    [Fact(DisplayName = "SET_STATUS(0) drops running rings and resets nothing; with all rings stopped it is nothing (VU-21)")]
    public void Status()
    {
        VhostUserOffer offer = Owner.Offer with { ProtocolFeatures = VhostUserOffer.UsualProtocolFeatures | ProtocolFeatures.Status };
        using Owner owner = Sessions.Running(_front, offer: offer);
        Assert.Equal("reply 0x0", owner.Take(U64(SetStatus, 0xf, ack: true)));
        Assert.Equal("reply 0xf", owner.Take(Plain(GetStatus)));
        Assert.Equal("reply 0x1", owner.Take(U64(SetStatus, 0x100, ack: true)));
        Assert.Equal("quiesce 0 Drop; kick 0 off; quiesce 1 Drop; kick 1 off; reply 0x0", owner.Take(U64(SetStatus, 0, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Plain(GetStatus)));
        Assert.Equal("reply 0x0", owner.Take(U64(SetStatus, 0, ack: true)));
    }

    [Fact(DisplayName = "STATUS is not offered, so its messages are not served (VU-21)")]
    public void StatusNotOffered()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(U64(SetStatus, 0, ack: true)));
        Assert.Equal("", owner.Take(Plain(GetStatus)));
    }

    [Fact(DisplayName = "A disconnect drops rings unwritten, then memory, then every descriptor (VU-55)")]
    public void Disconnect()
    {
        using Owner owner = Sessions.Running(_front);
        owner.Take(_front.Fd(SetVringErr, 0));
        Assert.Equal("quiesce 0 Drop; kick 0 off; quiesce 1 Drop; kick 1 off; release memory", owner.Disconnect());
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
        Assert.Equal("", owner.Take(_front.Fd(SetVringCall, 0)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    private VhostUserMessage Part(char part) => part switch
    {
        'N' => Ring(SetVringNum, 0, 128),
        'B' => Ring(SetVringBase, 0, 0),
        'A' => Addresses(0),
        'K' => _front.Fd(SetVringKick, 0),
        'E' => Ring(SetVringEnable, 0, 1),
        'F' => U64(SetFeatures, Sessions.AllFeatures),
        'M' => _front.MemoryTable(),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };
}
