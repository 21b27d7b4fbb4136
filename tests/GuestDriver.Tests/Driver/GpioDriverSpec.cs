using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

public class GpioDriverSpec
{
    [Theory(DisplayName = "Probe reads config and names, and lines can be read and driven, as each kind of front-end, split and packed")]
    [InlineData(FrontEndManners.Qemu10, false)]
    [InlineData(FrontEndManners.Qemu10, true)]
    [InlineData(FrontEndManners.Qemu72, false)]
    [InlineData(FrontEndManners.UserModeLinux, false)]
    [InlineData(FrontEndManners.UserModeLinux, true)]
    public async Task ProbeAndUse(FrontEndManners manners, bool packed)
    {
        await using Rig rig = await Rig.StartAsync(Rig.As(manners, packed));
        Assert.Equal(packed, rig.Driver.FrontEnd.Rings[0].Packed);
        await rig.Backend.SetLevelAsync(1, true);

        Assert.Equal(["IGN", "CRASH", "", "WAKE"], rig.Driver.Names);
        Assert.Equal(manners != FrontEndManners.Qemu72, rig.Driver.HasInterrupts);
        Assert.True(await rig.Driver.GetValueAsync(1).WaitAsync(Rig.Patience));
        await rig.Driver.DriveAsync(3, true).WaitAsync(Rig.Patience);
        Assert.Equal(GpioDirection.Out, await rig.Driver.GetDirectionAsync(3).WaitAsync(Rig.Patience));
        Assert.True(await rig.Driver.GetValueAsync(3).WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "Driving a line sends SET_VALUE, then SET_DIRECTION(OUT) (VG-G-09)")]
    public async Task ValueBeforeDirection()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Driver.DriveAsync(2, true).WaitAsync(Rig.Patience);

        GpioRequest[] seen = await rig.Backend.InvokeAsync(d => d.Seen.TakeLast(2).ToArray()).WaitAsync(Rig.Patience);
        Assert.Equal([new(GpioMessage.SetValue, 2, 1), new(GpioMessage.SetDirection, 2, 1)], seen);
    }

    [Fact(DisplayName = "A line that is not answered holds up nobody else, and its own requests are answered in order (VG-G-03)")]
    public async Task OutstandingRequests()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Mute = r => r.Line == 1).WaitAsync(Rig.Patience);
        List<int> order = [];
        Task[] slow = [.. Enumerable.Range(0, 5).Select(async i =>
        {
            await rig.Driver.SetValueAsync(1, true);
            lock (order) order.Add(i);
        })];

        Assert.False(await rig.Driver.GetValueAsync(0).WaitAsync(Rig.Patience));
        Assert.DoesNotContain(slow, t => t.IsCompleted);
        await rig.Backend.InvokeAsync(d => d.Unmute()).WaitAsync(Rig.Patience);
        await Task.WhenAll(slow).WaitAsync(Rig.Patience);
        Assert.Equal(5, order.Count);
    }

    [Theory(DisplayName = "More requests than the ring has room for all go through, with and without each feature of rings")]
    [InlineData(VirtioFeatures.None)]
    [InlineData(VirtioFeatures.IndirectDescriptors)]
    [InlineData(VirtioFeatures.EventIdx)]
    [InlineData(VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIdx)]
    [InlineData(VirtioFeatures.RingPacked)]
    [InlineData(VirtioFeatures.RingPacked | VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIdx)]
    public async Task MoreThanTheRing(VirtioFeatures features)
    {
        var frontEnd = new FrontEndOptions { RequestQueueSize = 8, Features = VirtioFeatures.Version1 | features };
        await using Rig rig = await Rig.StartAsync(new GpioDriverOptions { FrontEnd = frontEnd });
        await rig.Backend.SetLevelAsync(1, true);

        bool[] levels = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => rig.Driver.GetValueAsync((ushort)(i % 4))))
            .WaitAsync(Rig.Patience);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 4 == 1), levels);
    }

    public static TheoryData<GpioMessage, byte, byte, byte> WrongAnswers => new()
    {
        { GpioMessage.GetValue, 0, 0, 1 },          // used.len 1
        { GpioMessage.GetValue, 0, 0, 0 },
        { GpioMessage.GetValue, 2, 0, 2 },          // status 2
        { GpioMessage.GetValue, 0, 2, 2 },          // level 2
        { GpioMessage.GetDirection, 0, 3, 2 },      // direction 3
        { GpioMessage.SetValue, 0, 1, 2 },          // a value where there is none
        { GpioMessage.GetValue, 1, 1, 2 },          // ERR with a value (VG-D-12)
    };

    [Theory(DisplayName = "An answer of the wrong length, status or value fails that request, and no other (VG-G-12)")]
    [MemberData(nameof(WrongAnswers))]
    public async Task WrongAnswerIsFoundOut(GpioMessage message, byte status, byte value, byte length)
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Answer = r => r.Line == 1 ? new ShortResponse(status, value, length) : null)
            .WaitAsync(Rig.Patience);

        await Assert.ThrowsAsync<VhostUserPeerException>(() => rig.Driver.RequestAsync(message, 1, 0).WaitAsync(Rig.Patience));
        await rig.Driver.GetValueAsync(0).WaitAsync(Rig.Patience);
    }

    [Fact(DisplayName = "ERR is an answer: the typed calls throw what was refused, the bare one returns it")]
    public async Task ErrIsAnAnswer()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Answer = _ => GpioResponse.Error).WaitAsync(Rig.Patience);

        var refused = await Assert.ThrowsAsync<GpioRequestException>(() => rig.Driver.GetValueAsync(3).WaitAsync(Rig.Patience));
        Assert.Contains("GetValue of line 3", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new GpioReply(GpioStatus.Error, 0),
            await rig.Driver.RequestAsync(GpioMessage.GetDirection, 3, 0).WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "Names are asked only if there are any, and a block that ends early leaves the rest nameless (VG-G-11)")]
    public async Task Names()
    {
        await using (Rig none = await Rig.StartAsync(names: ["", ""]))
        {
            Assert.Equal(["", ""], none.Driver.Names);
            Assert.Empty(await none.Backend.InvokeAsync(d => d.Seen.ToArray()).WaitAsync(Rig.Patience));
        }

        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.InvokeAsync(d => d.Answer = _ => new ShortResponse((byte)GpioStatus.Ok, (byte)'I', 2)).WaitAsync(Rig.Patience);
        Assert.Equal(["I", "", "", ""], await rig.Driver.GetLineNamesAsync().WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "Without a completion thread nothing completes but inside Poll")]
    public async Task SynchronousMode()
    {
        using var backend = new MiniBackend(["IGN"]);
        var options = new GpioDriverOptions { CompletionThread = false };
        await using GpioDriver driver = await GpioDriver.ConnectAsync(backend.SocketPath, options).WaitAsync(Rig.Patience);
        await backend.InvokeAsync(d => d.Mute = _ => true).WaitAsync(Rig.Patience);

        Task<bool> asked = driver.GetValueAsync(0);
        await backend.InvokeAsync(d => d.Unmute()).WaitAsync(Rig.Patience);
        await backend.InvokeAsync(d => d.Mute = _ => false).WaitAsync(Rig.Patience);
        Assert.False(asked.IsCompleted);
        Assert.True(driver.Poll());
        Assert.False(await asked.WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "Raw chains in any cut reach the device, and what it leaves alone reads 0xEE (VG-D-17, VG-D-18)")]
    public async Task RawChains()
    {
        await using Rig rig = await Rig.StartAsync();
        await rig.Backend.SetLevelAsync(1, true);

        RawCompletion split = await rig.Driver.SubmitRawAsync(0, [[4], [0, 1, 0], [0, 0, 0, 0]], [1, 1, 1], direct: 2)
            .WaitAsync(Rig.Patience);
        RawCompletion cut = await rig.Driver.SubmitRawAsync(0, [[4, 0, 1]], [2]).WaitAsync(Rig.Patience);
        RawCompletion pair = await rig.Driver.QueueIrqPairAsync(99).WaitAsync(Rig.Patience);

        Assert.Equal((2u, "0001EE"), (split.UsedLength, Convert.ToHexString(split.Written)));
        Assert.Equal((2u, "0100"), (cut.UsedLength, Convert.ToHexString(cut.Written)));
        Assert.Equal((1u, "00"), (pair.UsedLength, Convert.ToHexString(pair.Written)));
    }
}
