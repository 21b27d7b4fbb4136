using System.Text.Json;
using System.Text.RegularExpressions;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>Requests that are answered ERR, in the log and in <c>info</c>. Source: IF-2.14.</summary>
public sealed partial class RefusalsSpec : IDisposable
{
    private const uint Out = (uint)GpioDirection.Out;

    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, HORN] }
          far: { driver: gpiochip, label: no such chip }
        guests:
          ivi:
            lines: [{ from: bench/IGN }, { from: bench/HORN, access: inout }, { name: LATER }, { name: FAR, from: far/1 }]
          adas: { lines: [{ from: bench/HORN, access: inout }] }
        """);

    private string Control => Path.Combine(_rig.Sockets, "control.sock");

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "Each reason of a line is in the log once, however often it is asked, and `info` has the last one (IF-2.14)")]
    public async Task OnceInTheLog()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await using (var guest = await ConnectAsync("ivi"))
        {
            for (int i = 0; i < 100; i++) await ErrorAsync(guest, GpioMessage.SetDirection, 0, Out);
            for (int i = 0; i < 3; i++) await ErrorAsync(guest, GpioMessage.SetIrqType, 0, 0x20);
            await ErrorAsync(guest, GpioMessage.SetDirection, 2, Out);
            await ErrorAsync(guest, GpioMessage.GetValue, 3, 0);
            for (int i = 0; i < 5; i++) await ErrorAsync(guest, GpioMessage.GetValue, 99, 0);

            using var document = JsonDocument.Parse((await Cli.RunAsync("--hub", Control, "info", "-o", "json", "ivi")).Out);
            var ivi = document.RootElement;
            Assert.Equal(110, ivi.GetProperty("errors").GetInt64());
            Assert.Equal("GET_VALUE: the device has no line 99", ivi.GetProperty("lastError").GetProperty("text").GetString());
            Assert.Equal(
                [
                    "SET_IRQ_TYPE 0x20: there is no such value", null,
                    "SET_DIRECTION OUT: nothing is wired to this line; give it a \"from\" in the rig file",
                    "GET_VALUE: the chip is away (gpiohub info far says why)",
                ],
                ivi.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("lastError"))
                    .Select(error => error.ValueKind == JsonValueKind.Null ? null : error.GetProperty("text").GetString()));

            string text = Ago().Replace((await Cli.RunAsync("--hub", Control, "info", "ivi")).Out, "0.0 s ago");
            Assert.Contains("103 errors, the last 0.0 s ago: SET_IRQ_TYPE 0x20: there is no such value\n", text, StringComparison.Ordinal);
            Assert.Contains("1 error, the last 0.0 s ago: SET_DIRECTION OUT: nothing is wired", text, StringComparison.Ordinal);
            Assert.Contains("\trequests of no line, the last 0.0 s ago: GET_VALUE: the device has no line 99\n", text,
                StringComparison.Ordinal);
        }

        const string Refused = "answered ERR: SET_DIRECTION OUT: ";
        string[] told = [.. (await hub.StopAsync()).Split('\n').Where(line => line.Contains("answered ERR", StringComparison.Ordinal))];
        Assert.Equal(
            [
                $"warn ivi: line 0 \"IGN\": {Refused}the rig file gives this line access: in; OUT needs access: out or inout",
                "warn ivi: line 0 \"IGN\": answered ERR: SET_IRQ_TYPE 0x20: there is no such value",
                $"warn ivi: line 2 \"LATER\": {Refused}nothing is wired to this line; give it a \"from\" in the rig file",
                "warn ivi: line 3 \"FAR\": answered ERR: GET_VALUE: the chip is away (gpiohub info far says why)",
                "warn ivi: answered ERR: GET_VALUE: the device has no line 99",
            ], told);
    }

    [Fact(DisplayName = "A line that another guest drives names that guest in `info` (IF-2.14)")]
    public async Task Contended()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await using var ivi = await ConnectAsync("ivi");
        await using var adas = await ConnectAsync("adas");
        await ivi.DriveAsync(1, true);
        await ErrorAsync(adas, GpioMessage.SetDirection, 0, Out);

        Assert.Contains("SET_DIRECTION OUT: guest ivi drives the line, and it is exclusive (resolve)",
            (await Cli.RunAsync("--hub", Control, "info", "adas")).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A guest that goes on as if it had the interrupt that was refused is in `info`, and once in the log (IF-2.14)")]
    public async Task Unheeded()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await using (var guest = await ConnectAsync("ivi"))
        {
            await ErrorAsync(guest, GpioMessage.SetIrqType, 3, (uint)IrqType.EdgeBoth);
            for (int i = 0; i < 2; i++) Assert.Equal((byte)IrqStatus.Invalid, (await guest.QueueIrqPairAsync(3)).Written[0]);
            string text = (await Cli.RunAsync("--hub", Control, "info", "ivi")).Out;
            Assert.Contains("3 of 4 lines, 0 armed, 1 unheeded\n", text, StringComparison.Ordinal);
            Assert.Contains("  unheeded  1 error, the last ", text, StringComparison.Ordinal);
        }

        string told = $"warn ivi: line 3 \"FAR\": {RefusalText.Unheeded}";
        Assert.Single((await hub.StopAsync()).Split('\n'), told);
    }

    [Fact(DisplayName = "Listing a device, spare slots and all, is no error of the guest (IF-2.14)")]
    public async Task Probing()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        var listed = await Cli.RunAsync("guest", Path.Combine(_rig.Sockets, "adas.sock"), "info");
        Assert.Equal(0, listed.Code);
        listed = await Cli.RunAsync("guest", Path.Combine(_rig.Sockets, "ivi.sock"), "info");
        Assert.Contains("\tline   2:\t\"LATER\"         \tunused  not readable\n", listed.Out, StringComparison.Ordinal);

        using var document = JsonDocument.Parse((await Cli.RunAsync("--hub", Control, "info", "-o", "json", "ivi")).Out);
        JsonElement[] lines = [.. document.RootElement.GetProperty("lines").EnumerateArray()];
        Assert.Equal([0, 0, 0, 1], lines.Select(line => line.GetProperty("errors").GetInt64()));       // 1: its chip is away
        Assert.DoesNotContain("LATER", await hub.StopAsync(), StringComparison.Ordinal);
    }

    private static async Task ErrorAsync(GpioDriver guest, GpioMessage message, ushort line, uint value) =>
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(message, line, value)).Status);

    private Task<GpioDriver> ConnectAsync(string guest) => GpioDriver.ConnectAsync(Path.Combine(_rig.Sockets, $"{guest}.sock"));

    [GeneratedRegex(@"[0-9]+\.[0-9] s ago")]
    private static partial Regex Ago();
}
