using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.GuestDriver.Tests.FrontEnd;

/// <summary>The messages, as a back-end receives them; "!" = NEED_REPLY. Source: VU-S10.1, VU-S11.</summary>
public class SequenceSpec
{
    /// <summary>The back-end offers what those of the captures did: MQ, REPLY_ACK, CONFIG.</summary>
    private static VhostUserOffer AsCaptured(VhostUserOffer offer) => offer with
    {
        ProtocolFeatures = Transports.VhostUser.ProtocolFeatures.Mq | Transports.VhostUser.ProtocolFeatures.ReplyAck
            | Transports.VhostUser.ProtocolFeatures.Config,
    };

    private static string[] Take(MiniBackend backend)
    {
        List<string> taken = [];
        while (backend.Messages.TryDequeue(out string? message)) taken.Add(message);
        return [.. taken];
    }

    private static string[] Words(string text) =>
        text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Messages without acknowledgement are read when they are; a question behind them makes sure.</summary>
    private static void Settle(VhostUserFrontEnd frontEnd) => frontEnd.Channel.AskU64(FrontEndRequest.GetFeatures);

    [Fact(DisplayName =
        "QEMU 7.2 connects, starts with one ring set up, two enabled and CALL swapped, and stops without ENABLE(0) (VU-S10.1)")]
    public void Qemu72()
    {
        using var backend = new MiniBackend(["A"], AsCaptured);
        using var frontEnd = VhostUserFrontEnd.Connect(backend.SocketPath, new FrontEndOptions { Manners = FrontEndManners.Qemu72 });
        Settle(frontEnd);
        Assert.Equal(
            Words("""
                GetFeatures GetProtocolFeatures SetProtocolFeatures GetQueueNum SetOwner GetFeatures
                SetVringCall SetVringErr SetVringCall SetVringErr GetFeatures
                """),
            Take(backend));

        frontEnd.Start();
        Settle(frontEnd);
        Assert.Equal(
            Words("""
                SetVringCall SetVringCall SetFeatures SetMemTable!
                SetVringNum SetVringBase SetVringAddr SetVringKick SetVringCall SetVringCall SetVringEnable(0,1) SetVringEnable(1,1) GetFeatures
                """),
            Take(backend));

        frontEnd.Stop();
        Settle(frontEnd);
        Assert.Equal(Words("GetVringBase SetVringCall SetVringCall GetFeatures"), Take(backend));
    }

    [Fact(DisplayName =
        "QEMU 10 sets up both rings of 64 and has ENABLE acknowledged; at a stop it sends ENABLE(0), then GET_VRING_BASE (VU-S10.1)")]
    public void Qemu10()
    {
        using var backend = new MiniBackend(["A"], AsCaptured);
        using var frontEnd = VhostUserFrontEnd.Connect(backend.SocketPath);
        Take(backend);

        frontEnd.Start();
        Assert.Equal(
            Words("""
                SetFeatures SetMemTable!
                SetVringNum SetVringBase SetVringAddr SetVringKick SetVringNum SetVringBase SetVringAddr SetVringKick
                SetVringCall SetVringCall SetVringEnable(0,1)! SetVringEnable(1,1)!
                """),
            Take(backend).SkipWhile(m => m != "SetFeatures"));
        Assert.Equal([64, 64], frontEnd.Rings.Select(r => (int)r.Size));

        frontEnd.Stop();
        Settle(frontEnd);
        Assert.Equal(
            Words("SetVringEnable(0,0)! SetVringEnable(1,0)! GetVringBase GetVringBase SetVringCall SetVringCall GetFeatures"),
            Take(backend));
    }

    [Fact(DisplayName = "With CONFIGURE_MEM_SLOTS the region is added once per connection, acknowledged, and SET_MEM_TABLE is not used")]
    public void MemorySlots()
    {
        using var backend = new MiniBackend(["A"]);
        using var frontEnd = VhostUserFrontEnd.Connect(backend.SocketPath);
        for (int i = 0; i < 2; i++)
        {
            frontEnd.Start();
            frontEnd.Stop();
        }

        Settle(frontEnd);
        string[] all = Take(backend);
        Assert.Single(all, "AddMemReg!");
        Assert.DoesNotContain("SetMemTable!", all);
        Assert.Contains("GetMaxMemSlots", all);
        Assert.Contains("SetBackendReqFd!", all);
    }

    [Fact(DisplayName =
        "User-Mode Linux sends SET_OWNER first, NEED_REPLY on all of the set-up, two slots of memory table, and ends with ENABLE(0) " +
        "and GET_FEATURES, with no GET_VRING_BASE (VU-S11)")]
    public void UserModeLinux()
    {
        using var backend = new MiniBackend(["A"]);
        using var frontEnd = VhostUserFrontEnd.Connect(backend.SocketPath, new FrontEndOptions { Manners = FrontEndManners.UserModeLinux });
        frontEnd.Start();
        frontEnd.Stop();
        Assert.Equal(
            Words("""
                SetOwner GetFeatures GetProtocolFeatures SetProtocolFeatures SetBackendReqFd!
                SetFeatures! SetMemTable!
                SetVringCall! SetVringNum! SetVringBase! SetVringAddr! SetVringCall! SetVringNum! SetVringBase! SetVringAddr!
                SetVringKick! SetVringEnable(0,1)! SetVringKick! SetVringEnable(1,1)!
                SetVringEnable(1,0)! SetVringEnable(0,0)! GetFeatures
                """),
            Take(backend));
    }

    [Fact(DisplayName = "A reconnection is the whole handshake again")]
    public void Reconnect()
    {
        using var backend = new MiniBackend(["A"], AsCaptured);
        using var frontEnd = VhostUserFrontEnd.Connect(backend.SocketPath, new FrontEndOptions { Manners = FrontEndManners.Qemu72 });
        frontEnd.Start();
        Settle(frontEnd);
        string[] first = Take(backend);

        frontEnd.Reconnect();
        Settle(frontEnd);
        Assert.Equal(first, Take(backend));
    }
}
