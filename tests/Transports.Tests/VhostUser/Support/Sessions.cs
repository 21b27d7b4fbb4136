using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Makes sessions in the states in which tests begin.</summary>
internal static class Sessions
{
    public const ulong Bit30 = (ulong)DeviceFeatures.ProtocolFeatures;

    /// <summary>Of what <see cref="Owner.Offer"/> offers.</summary>
    public const ulong AllFeatures = (ulong)VhostUserOffer.SplitFeatures;

    /// <summary>A session with features and protocol features accepted, so that acknowledgements count.</summary>
    public static Owner Negotiated(FrontEnd front, VhostUserOffer? offer = null)
    {
        var owner = new Owner(offer);
        owner.Take(U64(SetProtocolFeatures, (ulong)(offer ?? Owner.Offer).ProtocolFeatures));
        owner.Take(U64(SetFeatures, (ulong)(offer ?? Owner.Offer).Features));
        return owner;
    }

    /// <summary>A negotiated session with memory.</summary>
    public static Owner WithMemory(FrontEnd front, VhostUserOffer? offer = null)
    {
        Owner owner = Negotiated(front, offer);
        Assert.Equal("memory 1; reply 0x0", owner.Take(front.MemoryTable(ack: true)));
        return owner;
    }

    /// <summary>A session with both rings running, 256 entries.</summary>
    public static Owner Running(FrontEnd front, ushort start = 0, VhostUserOffer? offer = null)
    {
        Owner owner = WithMemory(front, offer);
        for (uint ring = 0; ring < VhostUserOffer.RingCount; ring++)
        {
            SetUp(owner, front, ring, start);
            Assert.Equal($"start {ring}; reply 0x0", owner.Take(Ring(SetVringEnable, ring, 1, ack: true)));
        }
        return owner;
    }

    public static void SetUp(Owner owner, FrontEnd front, uint ring, ushort start = 0) =>
        SetUpAndExpect(owner, front, ring, $"kick {ring}", start);

    public static void SetUpAndExpect(Owner owner, FrontEnd front, uint ring, string atKick, ushort start = 0)
    {
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringNum, ring, 256, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringBase, ring, start, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Addresses(ring, ack: true)));
        Assert.Equal($"call {ring}; reply 0x0", owner.Take(front.Fd(SetVringCall, ring, ack: true)));
        Assert.Equal($"{atKick}; reply 0x0", owner.Take(front.Fd(SetVringKick, ring, ack: true)));
    }

    /// <summary>The offer of a recording.</summary>
    public static VhostUserOffer Offering(ProtocolFeatures features) => Owner.Offer with { ProtocolFeatures = features };

    /// <summary>Hands in one message after another and compares the effects of each.</summary>
    public static void Play(Owner owner, params (VhostUserMessage Message, string Effects)[] script)
    {
        for (int i = 0; i < script.Length; i++)
        {
            string got = owner.Take(script[i].Message);
            Assert.True(script[i].Effects == got, $"step {i}, {script[i].Message.Request}: expected '{script[i].Effects}', got '{got}'");
        }
    }
}
