using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.VhostUser;
using Xunit;
using Offer = GpioHub.Transports.VhostUser.DeviceFeatures;
using OfferProtocol = GpioHub.Transports.VhostUser.ProtocolFeatures;

namespace GpioHub.GuestDriver.Tests.FrontEnd;

public class NegotiationSpec
{
    private static VhostUserPeerException Refused(Func<VhostUserOffer, VhostUserOffer> offer,
        FrontEndManners manners = FrontEndManners.Qemu10)
    {
        using var backend = new MiniBackend(["A"], offer);
        return Assert.Throws<VhostUserPeerException>(() => VhostUserFrontEnd.Connect(backend.SocketPath,
            new FrontEndOptions { Manners = manners }));
    }

    [Fact(DisplayName =
        "A back-end without protocol features, VERSION_1 or CONFIG is refused, and the exception names what lacks (VU-13, VG-D-07)")]
    public void Required()
    {
        Assert.Contains("lacks ProtocolFeatures", Refused(o => o with { Features = o.Features & ~Offer.ProtocolFeatures }).Message,
            StringComparison.Ordinal);
        Assert.Contains("lacks Version1", Refused(o => o with { Features = o.Features & ~Offer.Version1 }).Message,
            StringComparison.Ordinal);
        Assert.Contains("lacks Config", Refused(o => o with { ProtocolFeatures = o.ProtocolFeatures & ~OfferProtocol.Config }).Message,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "User-Mode Linux cannot do without BACKEND_REQ")]
    public void UmlNeedsBackendReq()
    {
        static VhostUserOffer Without(VhostUserOffer o) => o with { ProtocolFeatures = o.ProtocolFeatures & ~OfferProtocol.BackendReq };
        Assert.Contains("lacks BackendReq", Refused(Without, FrontEndManners.UserModeLinux).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Only what both sides know is accepted; QEMU 7.2 leaves F_IRQ out")]
    public void Intersection()
    {
        using var backend = new MiniBackend(["A"], o => o with { Features = o.Features & ~Offer.EventIdx });
        using (var ten = VhostUserFrontEnd.Connect(backend.SocketPath))
        {
            Assert.Equal(
                VirtioFeatures.Irq | VirtioFeatures.IndirectDescriptors | VirtioFeatures.ProtocolFeatures | VirtioFeatures.Version1,
                ten.Features);
            Assert.True(ten.HasEventQueue);
        }

        using var seven = new MiniBackend(["A"]);
        using var old = VhostUserFrontEnd.Connect(seven.SocketPath, new FrontEndOptions { Manners = FrontEndManners.Qemu72 });
        Assert.False(old.HasEventQueue);
        Assert.Equal(256, old.Rings[0].Size);
    }

    [Fact(DisplayName = "A back-end that comes back and offers other features than the guest runs with is refused (VU-52)")]
    public void OfferMustNotChange()
    {
        using var before = new MiniBackend(["A"]);
        using var after = new MiniBackend(["A"], o => o with { Features = o.Features & ~Offer.EventIdx });
        using var frontEnd = VhostUserFrontEnd.Connect(before.SocketPath);
        frontEnd.Start();

        var why = Assert.Throws<VhostUserPeerException>(() => frontEnd.Reconnect(Transports.Native.UnixStream.Connect(after.SocketPath)));
        Assert.Contains("no longer offers", why.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A second front-end is closed at once, and says so; the first goes on (VU-10)")]
    public void SecondFrontEnd()
    {
        using var backend = new MiniBackend(["A"]);
        using var first = VhostUserFrontEnd.Connect(backend.SocketPath);
        Assert.True(Assert.Throws<VhostUserPeerException>(() => VhostUserFrontEnd.Connect(backend.SocketPath)).ClosedAtOnce);
        Assert.Equal(8, first.GetConfig(0, 8).Length);
    }

    [Fact(DisplayName =
        "Config is read in any piece; what lies beyond it reads as zero; too much at once is refused (VU-49, VU-50, VG-G-16)")]
    public void Config()
    {
        using var backend = new MiniBackend(["A", "B"]);
        using var frontEnd = VhostUserFrontEnd.Connect(backend.SocketPath);
        byte[] whole = frontEnd.GetConfig(0, 8);

        Assert.Equal([2, 0, 0, 0, 4, 0, 0, 0], whole);
        Assert.Equal(whole, Enumerable.Range(0, 8).Select(i => frontEnd.GetConfig((uint)i, 1)[0]));
        Assert.Equal(new byte[4], frontEnd.GetConfig(100, 4));
        Assert.Throws<VhostUserPeerException>(() => frontEnd.GetConfig(0, 257));
    }

    [Fact(DisplayName = "Guest address, user address and file offset of the guest's RAM are three different numbers")]
    public void AddressesDiffer()
    {
        ulong[] numbers = [GuestRam.GuestBase, GuestRam.UserBase, GuestRam.FileOffset, 0];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Equal(GuestRam.UserBase + 16, GuestRam.ToUser(GuestRam.GuestBase + 16));
    }
}
