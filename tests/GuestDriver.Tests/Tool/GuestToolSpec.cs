using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.GuestDriver.Tool;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Tool;

/// <summary>The verbs of <c>gpiohub guest</c>: libgpiod 2.x's formats, and every refusal in words. Source: IF-2.2.</summary>
public class GuestToolSpec
{
    private static MiniBackend Backend(Func<VhostUserOffer, VhostUserOffer>? offer = null) => new(["IGN", "CRASH", "", "WAKE"], offer);

    private static VhostUserOffer WithoutIrq(VhostUserOffer offer) => offer with { Features = offer.Features & ~DeviceFeatures.GpioIrq };

    private static async Task<GuestToolException> FailsAsync(Func<Task> verb) =>
        await Assert.ThrowsAsync<GuestToolException>(verb).WaitAsync(Rig.Patience);

    [Fact(DisplayName = "info prints gpioinfo's layout: number, quoted name or unnamed, direction and level")]
    public async Task Info()
    {
        using MiniBackend backend = Backend();
        await backend.SetLevelAsync(1, true);
        using var output = new StringWriter();
        await new GuestTool(output).InfoAsync(backend.SocketPath).WaitAsync(Rig.Patience);

        Assert.Equal(
            "dev  [virtio-gpio]  interrupts  4 lines:\n" +
            "\tline   0:\t\"IGN\"           \tunused  inactive\n" +
            "\tline   1:\t\"CRASH\"         \tunused  active\n" +
            "\tline   2:\tunnamed         \tunused  inactive\n" +
            "\tline   3:\t\"WAKE\"          \tunused  inactive\n",
            output.ToString());
    }

    [Fact(DisplayName = "info says plainly when the back-end offers no interrupts; mon refuses, and names the feature")]
    public async Task NoInterrupts()
    {
        using MiniBackend backend = Backend(WithoutIrq);
        using var output = new StringWriter();
        var tool = new GuestTool(output);
        await tool.InfoAsync(backend.SocketPath).WaitAsync(Rig.Patience);
        Assert.Contains("no interrupts (the back-end does not offer VIRTIO_GPIO_F_IRQ)", output.ToString(), StringComparison.Ordinal);

        GuestToolException refused = await FailsAsync(() => tool.MonAsync(backend.SocketPath, ["IGN"]));
        Assert.Equal(GuestToolFailure.NoInterrupts, refused.Failure);
        Assert.Contains("VIRTIO_GPIO_F_IRQ", refused.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "get prints gpioget's line, by name or offset; --numeric prints digits; lines are given back")]
    public async Task Get()
    {
        using MiniBackend backend = Backend();
        await backend.SetLevelAsync(1, true);
        using var output = new StringWriter();
        var tool = new GuestTool(output);
        await tool.GetAsync(backend.SocketPath, ["IGN", "1", "2"]).WaitAsync(Rig.Patience);
        await tool.GetAsync(backend.SocketPath, ["IGN", "CRASH"], numeric: true).WaitAsync(Rig.Patience);

        Assert.Equal("\"IGN\"=inactive \"CRASH\"=active dev 2=inactive\n0 1\n", output.ToString());
        Assert.Equal(GpioDirection.None, await backend.InvokeAsync(d => d.DirectionOf(1)).WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "get reads a line that may not be an input as it is; ERR to the reading itself is told in words")]
    public async Task GetOfAnOutput()
    {
        using MiniBackend backend = Backend();
        using var output = new StringWriter();
        var tool = new GuestTool(output);
        await backend.InvokeAsync(d => d.Answer = r => r.Type == GpioMessage.SetDirection ? GpioResponse.Error : null)
            .WaitAsync(Rig.Patience);
        await tool.GetAsync(backend.SocketPath, ["WAKE"]).WaitAsync(Rig.Patience);
        Assert.Equal("\"WAKE\"=inactive\n", output.ToString());

        await backend.InvokeAsync(d => d.Answer = r => r.Type == GpioMessage.GetLineNames ? null : GpioResponse.Error)
            .WaitAsync(Rig.Patience);
        GuestToolException refused = await FailsAsync(() => tool.GetAsync(backend.SocketPath, ["WAKE"]));
        Assert.Equal((GuestToolFailure.Refused, "\"WAKE\": the device answered ERR to GetValue"), (refused.Failure, refused.Message));
    }

    [Fact(DisplayName = "set drives until it is interrupted, prints nothing, then gives the lines back")]
    public async Task Set()
    {
        using MiniBackend backend = Backend();
        var driven = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await backend.InvokeAsync(d => d.Answer = r =>
        {
            if (r is { Type: GpioMessage.SetDirection, Line: 3, Value: 1 }) driven.TrySetResult();
            return null;
        }).WaitAsync(Rig.Patience);
        using var output = new StringWriter();
        using var interrupt = new CancellationTokenSource();
        Task set = new GuestTool(output).SetAsync(backend.SocketPath, [("IGN", false), ("WAKE", true)], cancel: interrupt.Token);

        await driven.Task.WaitAsync(Rig.Patience);
        Assert.Equal(GpioDirection.Out, await backend.InvokeAsync(d => d.DirectionOf(3)).WaitAsync(Rig.Patience));
        await interrupt.CancelAsync();
        await set.WaitAsync(Rig.Patience);

        Assert.Equal(GpioDirection.None, await backend.InvokeAsync(d => d.DirectionOf(3)).WaitAsync(Rig.Patience));
        Assert.Equal("", output.ToString());
    }

    [Fact(DisplayName = "set with a time lets go when it is over")]
    public async Task SetForATime()
    {
        using MiniBackend backend = Backend();
        await new GuestTool(TextWriter.Null).SetAsync(backend.SocketPath, [("WAKE", true)], keep: TimeSpan.Zero).WaitAsync(Rig.Patience);
        GpioRequest[] seen = await backend.InvokeAsync(d => d.Seen.TakeLast(3).ToArray()).WaitAsync(Rig.Patience);
        Assert.Equal([new(GpioMessage.SetValue, 3, 1), new(GpioMessage.SetDirection, 3, 1), new(GpioMessage.SetDirection, 3, 0)], seen);
    }

    [Fact(DisplayName = "set says when the back-end has gone: nothing is driven any more")]
    public async Task SetLosesTheBackend()
    {
        using MiniBackend backend = Backend();
        await backend.InvokeAsync(d => d.Answer = r =>
        {
            if (r.Type == GpioMessage.SetDirection) _ = backend.DropAsync();
            return null;
        }).WaitAsync(Rig.Patience);
        GuestToolException gone = await FailsAsync(() => new GuestTool(TextWriter.Null).SetAsync(backend.SocketPath, [("WAKE", true)]));
        Assert.Equal(GuestToolFailure.BackendFailed, gone.Failure);
    }

    [Fact(DisplayName = "mon first prints the level, then gpiomon's lines, and ends after -n of them with the interrupt freed")]
    public async Task Mon()
    {
        using MiniBackend backend = Backend();
        using var output = new LineWaiter();
        Task<long> mon = new GuestTool(output).MonAsync(backend.SocketPath, ["IGN"], count: 2);

        Assert.Equal("\"IGN\"=inactive", await output.NextAsync());
        await backend.SetLevelAsync(0, true);
        Assert.Matches("^[0-9]+\\.[0-9]{9}\trising \t\"IGN\"$", await output.NextAsync());
        await backend.SetLevelAsync(0, false);
        Assert.Matches("^[0-9]+\\.[0-9]{9}\tfalling\t\"IGN\"$", await output.NextAsync());

        Assert.Equal(2, await mon.WaitAsync(Rig.Patience));
        GpioRequest[] seen = await backend.InvokeAsync(d => d.Seen.TakeLast(2).ToArray()).WaitAsync(Rig.Patience);
        Assert.Equal([new(GpioMessage.SetIrqType, 0, 0), new(GpioMessage.SetDirection, 0, 0)], seen);
    }

    [Fact(DisplayName = "With packed rings a guest reads, drives and waits as with split ones")]
    public async Task Packed()
    {
        using MiniBackend backend = Backend();
        using var output = new LineWaiter();
        var tool = new GuestTool(output, packed: true);
        await tool.GetAsync(backend.SocketPath, ["IGN"]).WaitAsync(Rig.Patience);
        Assert.Equal("\"IGN\"=inactive", await output.NextAsync());
        await tool.SetAsync(backend.SocketPath, [("WAKE", true)], keep: TimeSpan.Zero).WaitAsync(Rig.Patience);
        GpioRequest[] seen = await backend.InvokeAsync(d => d.Seen.ToArray()).WaitAsync(Rig.Patience);
        Assert.Contains(new GpioRequest(GpioMessage.SetValue, 3, 1), seen);

        Task<long> mon = tool.MonAsync(backend.SocketPath, ["IGN"], count: 1);
        await output.NextAsync();
        Assert.True(await backend.HasPackedRingsAsync().WaitAsync(Rig.Patience));
        await backend.SetLevelAsync(0, true);
        Assert.EndsWith("\trising \t\"IGN\"", await output.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await mon.WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "Packed rings that a back-end does not offer are a refusal that names the feature, and its place is free again")]
    public async Task NoPackedRings()
    {
        using MiniBackend backend = Backend(static offer => offer with { Features = VhostUserOffer.SplitFeatures });
        GuestToolException refused = await FailsAsync(() => new GuestTool(TextWriter.Null, packed: true).InfoAsync(backend.SocketPath));
        Assert.Equal(GuestToolFailure.NoPackedRings, refused.Failure);
        Assert.Contains("VIRTIO_F_RING_PACKED", refused.Message, StringComparison.Ordinal);
        await new GuestTool(TextWriter.Null).InfoAsync(backend.SocketPath).WaitAsync(Rig.Patience);
    }

    [Fact(DisplayName = "mon of falling edges asks for just these; interrupted, it ends without a failure")]
    public async Task MonFalling()
    {
        using MiniBackend backend = Backend();
        using var output = new LineWaiter();
        using var interrupt = new CancellationTokenSource();
        Task<long> mon = new GuestTool(output).MonAsync(backend.SocketPath, ["WAKE", "2"], IrqType.EdgeFalling, cancel: interrupt.Token);
        await output.NextAsync();
        await output.NextAsync();

        foreach (bool level in (bool[])[true, false]) await backend.SetLevelAsync(2, level);
        Assert.EndsWith("\tfalling\tdev 2", await output.NextAsync(), StringComparison.Ordinal);
        await interrupt.CancelAsync();
        Assert.Equal(1, await mon.WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "mon says when the back-end has gone")]
    public async Task MonLosesTheBackend()
    {
        using MiniBackend backend = Backend();
        using var output = new LineWaiter();
        Task<long> mon = new GuestTool(output).MonAsync(backend.SocketPath, ["IGN"]);
        await output.NextAsync();
        await backend.DropAsync();
        GuestToolException gone = await FailsAsync(() => mon);
        Assert.Equal((GuestToolFailure.BackendFailed, true),
            (gone.Failure, gone.Message.Contains("closed the connection", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "To mon more lines than the eventq can arm is refused with the number (VG-G-16)")]
    public async Task MonOfTooMany()
    {
        using var backend = new MiniBackend([.. Enumerable.Repeat("", 65)]);
        string[] all = [.. Enumerable.Range(0, 65).Select(i => $"{i}")];
        GuestToolException refused = await FailsAsync(() => new GuestTool(TextWriter.Null).MonAsync(backend.SocketPath, all));
        Assert.Equal((GuestToolFailure.Refused, "the eventq of 64 entries has room for 64 armed lines"),
            (refused.Failure, refused.Message));
    }

    [Fact(DisplayName = "Interrupted before it has begun, set and mon end without a failure")]
    public async Task InterruptedAtOnce()
    {
        using MiniBackend backend = Backend();
        using var interrupt = new CancellationTokenSource();
        await interrupt.CancelAsync();
        var tool = new GuestTool(TextWriter.Null);
        await tool.SetAsync(backend.SocketPath, [("WAKE", true)], cancel: interrupt.Token).WaitAsync(Rig.Patience);
        Assert.Equal(0, await tool.MonAsync(backend.SocketPath, ["IGN"], cancel: interrupt.Token).WaitAsync(Rig.Patience));
    }

    [Fact(DisplayName = "No such line: the nearest name is offered; an offset beyond the device says how many there are")]
    public async Task NoSuchLine()
    {
        using MiniBackend backend = Backend();
        var tool = new GuestTool(TextWriter.Null, (_, names) => names.First());
        GuestToolException byName = await FailsAsync(() => tool.GetAsync(backend.SocketPath, ["IGNN"]));
        GuestToolException byOffset = await FailsAsync(() => tool.GetAsync(backend.SocketPath, ["4"]));

        Assert.Equal((GuestToolFailure.NoSuchLine, "no line \"IGNN\" on dev; did you mean \"IGN\"?"), (byName.Failure, byName.Message));
        Assert.Equal("no line 4 on dev; it has 4, 0 to 3", byOffset.Message);
    }

    [Fact(DisplayName = "Digits are an offset, also where another line is named so, as in every address of the hub (IF-1.3)")]
    public async Task Digits()
    {
        using var backend = new MiniBackend(["A", "B", "0", "9"]);
        await backend.SetLevelAsync(0, true);
        using var output = new StringWriter();
        var tool = new GuestTool(output);
        await tool.GetAsync(backend.SocketPath, ["0"]).WaitAsync(Rig.Patience);
        GuestToolException beyond = await FailsAsync(() => tool.GetAsync(backend.SocketPath, ["9"]));

        Assert.Equal("\"A\"=active\n", output.ToString());
        Assert.Equal("no line 9 on dev; it has 4, 0 to 3; the line named so is 3", beyond.Message);
    }

    [Fact(DisplayName = "No socket, nobody behind it, and a busy one are told apart")]
    public async Task NoBackend()
    {
        var tool = new GuestTool(TextWriter.Null);
        Assert.Contains("no such socket", (await FailsAsync(() => tool.InfoAsync("/nowhere/x.sock"))).Message, StringComparison.Ordinal);

        using MiniBackend backend = Backend();
        using (VhostUserFrontEnd.Connect(backend.SocketPath))
        {
            GuestToolException busy = await FailsAsync(() => tool.InfoAsync(backend.SocketPath));
            Assert.Equal(GuestToolFailure.Busy, busy.Failure);
            Assert.Contains("another front-end is connected", busy.Message, StringComparison.Ordinal);
        }

        using var stale = new StaleSocket();
        GuestToolException nobody = await FailsAsync(() => tool.InfoAsync(stale.SocketPath));
        Assert.Equal(GuestToolFailure.NoBackend, nobody.Failure);
        Assert.Contains("nobody serves", nobody.Message, StringComparison.Ordinal);
    }
}
