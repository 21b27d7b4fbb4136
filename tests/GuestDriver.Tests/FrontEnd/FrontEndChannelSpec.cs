using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.GuestDriver.Tests.FrontEnd;

/// <summary>A strict front-end: what a back-end must not answer, each case with the words that name the datum.</summary>
public class FrontEndChannelSpec
{
    private static readonly byte[] Zero = new byte[8];

    private const uint GetFeatures = (uint)FrontEndRequest.GetFeatures;

    private static async Task<VhostUserPeerException> AskAsync(Action<ScriptedPeer> answer, TimeSpan? timeout = null)
    {
        using var peer = new ScriptedPeer();
        using var channel = new FrontEndChannel(peer.Theirs, timeout ?? Rig.Patience);
        Task answering = peer.AnswerAsync(() => answer(peer));
        var why = await Assert.ThrowsAsync<VhostUserPeerException>(
            () => Task.Run(() => channel.AskU64(FrontEndRequest.GetFeatures)).WaitAsync(Rig.Patience));
        await answering;
        return why;
    }

    [Theory(DisplayName = "A reply's flags are 0x5 and nothing else: not 0xD, not 0x1, not version 2 (VU-02)")]
    [InlineData(0xDu)]
    [InlineData(0x1u)]
    [InlineData(0x6u)]
    public async Task Flags(uint flags) =>
        Assert.Contains($"flags are 0x{flags:x}", (await AskAsync(p => p.Say(GetFeatures, flags, Zero))).Message, StringComparison.Ordinal);

    [Fact(DisplayName = "A reply names the request that it answers (VU-01)")]
    public async Task RequestId() =>
        Assert.Contains("names GetQueueNum", (await AskAsync(p => p.Say((uint)FrontEndRequest.GetQueueNum, 0x5, Zero))).Message,
            StringComparison.Ordinal);

    [Theory(DisplayName = "A reply has exactly the size that it must have (VU-05)")]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task Size(int size) =>
        Assert.Contains($"has {size} bytes, not 8", (await AskAsync(p => p.Say(GetFeatures, 0x5, new byte[size]))).Message,
            StringComparison.Ordinal);

    [Fact(DisplayName = "A reply brings no file descriptors")]
    public async Task Descriptors()
    {
        using EventFd stray = EventFd.Create();
        Assert.Contains("file descriptor", (await AskAsync(p => p.Say(GetFeatures, 0x5, Zero, stray))).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A back-end that closes before it has answered anything is most likely busy; the exception says so apart (VU-10)")]
    public async Task ClosedAtOnce()
    {
        VhostUserPeerException why = await AskAsync(p => p.Dispose());
        Assert.True(why.ClosedAtOnce);
        Assert.Contains("GetFeatures: the back-end closed", why.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The end of the connection inside a message is no reply (VU-06)")]
    public async Task CutOff() =>
        Assert.Contains("inside a message", (await AskAsync(p =>
        {
            p.Socket.Send([1, 0, 0, 0, 5], []);
            p.Dispose();
        })).Message, StringComparison.Ordinal);

    [Fact(DisplayName = "A back-end that does not answer in time is given up")]
    public async Task Silence() =>
        Assert.Contains("sent nothing", (await AskAsync(_ => { }, timeout: TimeSpan.FromMilliseconds(1))).Message,
            StringComparison.Ordinal);

    [Fact(DisplayName = "A message that is acknowledged with anything but 0 was refused (VU-03)")]
    public async Task NonZeroAck()
    {
        using var peer = new ScriptedPeer();
        using var channel = new FrontEndChannel(peer.Theirs, Rig.Patience) { ReplyAck = true };
        Task answering = peer.AnswerAsync(() => peer.Say(FrontEndRequest.SetVringEnable, 1));

        var why = Assert.Throws<VhostUserPeerException>(() => channel.Tell(FrontEndRequest.SetVringEnable, Zero, needReply: true));
        Assert.Contains("SetVringEnable: the back-end refused it", why.Message, StringComparison.Ordinal);
        await answering;
    }

    [Fact(DisplayName = "A message from the back-end that nobody asked for is noticed before the next one is sent (VU-09)")]
    public void Stray()
    {
        using var peer = new ScriptedPeer();
        using var channel = new FrontEndChannel(peer.Theirs, Rig.Patience);
        peer.Say(FrontEndRequest.SetVringNum, 0);
        var why = Assert.Throws<VhostUserPeerException>(() => channel.Tell(FrontEndRequest.SetOwner, []));
        Assert.Contains("nobody asked for", why.Message, StringComparison.Ordinal);
    }
}
