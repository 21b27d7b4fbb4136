using System.Text.Json;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Commands.Verbs;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class InfoSpec
{
    [Fact(DisplayName = "The verb info lists chips in gpioinfo's layout, then guests (IF-2.2)")]
    public async Task Text()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Guests["ivi"] = Connected(hub.Hub.Plan.Guests[0]);
        await hub.CliAsync("set", "bench/IGN=1");

        var result = await hub.CliAsync("info");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(
            "bench  [sim]  up  6 lines:\n" +
            "\tline   0:\t\"IGN\"           \tstimulus=active  ivi:IGN(in,edges=both)  adas:IGN(in)\n" +
            "\tline   1:\t\"CRASH\"         \tinactive\n" +
            "\tline   2:\t\"WAKE\"          \tinactive  adas:WAKE(inout)\n" +
            "\tline   3:\t\"A/B:C\"         \tinactive\n" +
            "\tline   4:\t\"5%2F\"          \tinactive\n" +
            "\tline   5:\t\"DOOR\"          \tinactive\n" +
            "ivi    connected  irq=yes  1 of 2 lines, 1 armed\n" +
            "adas   waiting\n" +
            "spare  waiting\n",
            result.Out);
    }

    [Fact(DisplayName = "info GUEST has spare slots in one line, and says what the words that it uses mean")]
    public async Task Guest()
    {
        await using var hub = await TestHub.StartAsync();
        var guest = Connected(hub.Hub.Plan.Guests[0]);
        var spare = guest.Lines[1] with { Name = "" };
        hub.Hub.Guests["ivi"] = guest with
        {
            Slots = 6,
            Lines = [guest.Lines[0], guest.Lines[1], .. Enumerable.Range(2, 4).Select(line => spare with { Line = line })],
        };

        Assert.Equal(
            "ivi  connected  irq=yes  1 of 6 lines, 1 armed\n" +
            $"\tsocket {guest.Socket}\n" +
            "\trequestq  running  size 64, 0 in flight, 9 done, 1 malformed, 2 lost at the hub's last end\n" +
            "\teventq  stopped  size 64, 0 in flight, 0 done, 0 malformed: no size (SET_VRING_NUM)\n" +
            "\tline   0:\t\"IGN\"           \tbench/IGN  in  direction=in  inactive  irq=both pending latched parked  diverged  " +
            "6 errors, the last 1.5 s ago: SET_VALUE 1: no\n" +
            "\tspare slots: 1 SPARE  2–5\n" +
            "\t(requestq, eventq: the device's rings, for requests and for interrupts)\n" +
            "\t(armed: lines whose interrupt is enabled and unmasked; the next edge interrupts)\n" +
            "\t(pending: the chip has not confirmed the interrupt yet)\n" +
            "\t(latched: an edge waits until the guest unmasks the interrupt)\n" +
            "\t(parked: unmasked before the interrupt was enabled)\n" +
            "\t(diverged: the chip answered late, and is told once more what the guest wants)\n",
            (await hub.CliAsync("info", "ivi")).Out);
    }

    [Fact(DisplayName = "A line that goes on as if it had the interrupt that was refused is marked, counted and explained (IF-2.14)")]
    public async Task Unheeded()
    {
        await using var hub = await TestHub.StartAsync();
        var guest = Connected(hub.Hub.Plan.Guests[0]);
        var line = FakeRig.Waiting(hub.Hub.Plan.Guests[0]).Lines[0];
        var refused = line with { Errors = 1, LastError = new ErrorSnapshot("SET_IRQ_TYPE EDGE_BOTH: no", 0), Unheeded = true };
        hub.Hub.Guests["ivi"] = guest with { Armed = 0, Lines = guest.Lines.SetItem(0, refused) };

        Assert.Contains("\nivi    connected  irq=yes  1 of 2 lines, 0 armed, 1 unheeded\n", (await hub.CliAsync("info")).Out,
            StringComparison.Ordinal);
        var result = await hub.CliAsync("info", "ivi");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(
            "\tline   0:\t\"IGN\"           \tbench/IGN  in  direction=none  inactive  unheeded  " +
            "1 error, the last 0.0 s ago: SET_IRQ_TYPE EDGE_BOTH: no\n", result.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            "\t(unheeded: the guest goes on as if it had the interrupt that was refused, and gets no event; " +
            "request the interrupt anew in the guest once the cause is gone)\n", result.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await hub.CliAsync("info", "-o", "json", "ivi")).Out);
        Assert.Equal([true, false], json.RootElement.GetProperty("lines").EnumerateArray()
            .Select(item => item.GetProperty("unheeded").GetBoolean()));
    }

    [Theory(DisplayName = "A word is explained where info uses it, not where a line is called so")]
    [InlineData("\tline   0:\t\"held\"   \tx\n", false)]
    [InlineData("\tline   0:\t\"IGN\"   \tbench/IGN  in  active  irq=both held\n", true)]
    [InlineData("\tline   0:\t\"IGN\"   \theld by \"kvmd\"  irq=both\n", false)]
    [InlineData("\tline   0:\t\"IGN\"   \tidle=active  ivi:IGN(out)\n", true)]
    public void Explained(string text, bool explained) =>
        Assert.Equal(explained, InfoPhrases.In(text).Any());

    [Fact(DisplayName = "A front-end without interrupts is irq=no (IF-2.7)")]
    public async Task NoInterrupts()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Guests["ivi"] = Connected(hub.Hub.Plan.Guests[0]) with { IrqNegotiated = false, State = GuestState.NoDriver, Armed = 0 };

        Assert.StartsWith("ivi  no-driver  irq=no  1 of 2 lines, 0 armed\n", (await hub.CliAsync("info", "ivi")).Out,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "info GUEST shows why a ring does not run, and what a ring has lost (VU-33, VU-48)")]
    public async Task Rings()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Guests["ivi"] = Connected(hub.Hub.Plan.Guests[0]);

        string[] lines = (await hub.CliAsync("info", "ivi")).Out.Split('\n');
        Assert.Contains("\trequestq  running  size 64, 0 in flight, 9 done, 1 malformed, 2 lost at the hub's last end", lines);
        Assert.Contains("\teventq  stopped  size 64, 0 in flight, 0 done, 0 malformed: no size (SET_VRING_NUM)", lines);
    }

    [Theory(DisplayName = "info WHAT shows a chip, a guest or a line")]
    [InlineData("bench", "bench  [sim]  up  6 lines:")]
    [InlineData("bench/IGN", "\tline   0:\t\"IGN\"           \tinactive  ivi:IGN(in,edges=both)  adas:IGN(in)")]
    [InlineData("adas:WAKE", "\tline   2:\t\"WAKE\"          \tinactive  adas:WAKE(inout)")]
    [InlineData("adas", "adas  waiting")]
    public async Task Some(string what, string firstLine)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(firstLine, (await hub.CliAsync("info", what)).Out.Split('\n')[0]);
    }

    [Fact(DisplayName = "With -o json the verb info tells the truth of a guest: session, rings, each line (IF-3.5)")]
    public async Task Json()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Hub.Guests["ivi"] = Connected(hub.Hub.Plan.Guests[0]);

        var result = await hub.CliAsync("info", "-o", "json", "ivi");

        Assert.Equal(
            """{"id":"ivi","socket":"SOCKET","state":"connected","peer":{"pid":4711,"name":"qemu-system-x86"},"irq":true,"features":"0x170000001","protocolFeatures":"0x209","slots":2,"armed":1,"requests":9,"interrupts":8,"errors":7,"sessions":6,"rings":[{"index":0,"name":"requestq","state":"running","size":64,"lastAvail":9,"used":9,"inFlight":0,"completed":9,"malformed":1,"reason":null,"lost":2},{"index":1,"name":"eventq","state":"stopped","size":64,"lastAvail":0,"used":0,"inFlight":0,"completed":0,"malformed":0,"reason":"no size (SET_VRING_NUM)","lost":0}],"lines":[{"line":0,"name":"IGN","from":"bench/IGN","access":"in","onRelease":"input","direction":"in","value":1,"level":0,"irq":"both","pending":true,"buffer":"parked","latched":true,"diverged":true,"requests":1,"edges":2,"delivered":3,"coalesced":4,"invalid":5,"errors":6,"lastError":{"text":"SET_VALUE 1: no","agoNs":"1500000000"},"unheeded":false},{"line":1,"name":"SPARE","from":null,"access":"in","onRelease":"input","direction":"none","value":0,"level":null,"irq":"none","pending":false,"buffer":"none","latched":false,"diverged":false,"requests":0,"edges":0,"delivered":0,"coalesced":0,"invalid":0,"errors":0,"lastError":null,"unheeded":false}],"pendingSlots":null,"requestPauses":0,"lateInterrupts":0,"lastError":null,"stopped":null,"socketProblem":null}"""
                .Replace("SOCKET", hub.Hub.Plan.Guests[0].SocketPath, StringComparison.Ordinal) + "\n",
            result.Out);
    }

    [Fact(DisplayName = "info -o json without WHAT is one consistent document of the whole hub")]
    public async Task WholeJson()
    {
        await using var hub = await TestHub.StartAsync();
        using var json = JsonDocument.Parse((await hub.CliAsync("info", "-o", "json")).Out);

        Assert.Equal("300000000", json.RootElement.GetProperty("uptimeNs").GetString());
        Assert.Equal(["ivi", "adas", "spare"],
            json.RootElement.GetProperty("guests").EnumerateArray().Select(guest => guest.GetProperty("id").GetString()));
        Assert.Equal(DemoRig.BenchLines, json.RootElement.GetProperty("chips")[0].GetProperty("lines").EnumerateArray()
            .Select(line => line.GetProperty("name").GetString()));
    }

    [Fact(DisplayName = "A misspelt WHAT is told with the nearest name, exit 4 (IF-2.9)")]
    public async Task Misspelt()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(4, "", "gpiohub: no chip or guest \"bnech\"; did you mean bench?\n"),
            await hub.CliAsync("info", "bnech"));
    }

    private static GuestSnapshot Connected(GuestPlan guest)
    {
        var waiting = FakeRig.Waiting(guest);
        return waiting with
        {
            State = GuestState.Connected,
            Peer = new PeerSnapshot(4711, "qemu-system-x86"),
            IrqNegotiated = true,
            Features = 0x170000001,
            ProtocolFeatures = 0x209,
            Armed = 1,
            Requests = 9,
            Interrupts = 8,
            Errors = 7,
            Sessions = 6,
            Rings =
            [
                new RingSnapshot(0, "running", 64, 9, 9, 0, 9, 1) { Lost = 2 },
                new RingSnapshot(1, "stopped", 64, 0, 0, 0, 0, 0) { Reason = "no size (SET_VRING_NUM)" },
            ],
            Lines = waiting.Lines.SetItem(0, waiting.Lines[0] with
            {
                Direction = GpioDirection.In,
                Value = true,
                Irq = IrqType.EdgeBoth,
                Pending = true,
                Buffer = IrqBufferState.Parked,
                Latched = true,
                Diverged = true,
                Requests = 1,
                Edges = 2,
                Delivered = 3,
                Coalesced = 4,
                Invalid = 5,
                Errors = 6,
                LastError = new ErrorSnapshot("SET_VALUE 1: no", 1_500_000_000),
            }),
        };
    }
}
