using System.Text;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>./run.sh linux, without a terminal.</summary>
[Trait("Boots", "kernel")]
public sealed class LinuxScriptSpec
{
    private const string Rig = """
        chips: { bench: { driver: sim, lines: [IGN, HORN] } }
        guests: { ivi: { lines: [{ from: bench/IGN }, { from: bench/HORN, access: out }] } }
        """;

    [Fact(DisplayName = "What comes from a pipe is run by the guest's shell: its output, its exit status, and the guest is off at the end")]
    public async Task Piped()
    {
        await GuestKit.GetAsync();
        await using var hub = await HubProcess.StartAsync(Rig);
        await hub.SetAsync("bench/IGN", '1');
        await using var linux = hub.StartLinux("ivi");
        await linux.Input.WriteAsync(Encoding.ASCII.GetBytes("gpioget gpiochip0 0\ngpioset gpiochip0 1=1\necho no newline; exit 7"));
        linux.Input.Close();

        Assert.Equal(7, await linux.ExitAsync());
        Assert.Equal(["1", "no newline"], linux.Printed.Lines);
        await hub.UntilAsync(info => info.Guest("ivi").State == "waiting", "the guest's place to be free");
    }

    [Fact(DisplayName = "An empty input is one at its end: the guest is off")]
    public async Task Empty()
    {
        await GuestKit.GetAsync();
        await using var hub = await HubProcess.StartAsync(Rig);
        await using var linux = hub.StartLinux("ivi");
        linux.Input.Close();
        Assert.Equal(0, await linux.ExitAsync());
        Assert.Empty(linux.Printed.Lines);
    }

    [Theory(DisplayName = "However the script is ended, no process of its guest stays behind and the guest's place is free")]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("KILL", 137)]
    public async Task Ended(string signal, int code)
    {
        await GuestKit.GetAsync();
        await using var hub = await HubProcess.StartAsync(Rig);
        await using var linux = hub.StartLinux("ivi");
        await linux.Input.WriteAsync("echo started; sleep 1000\n"u8.ToArray());
        await linux.Input.FlushAsync();
        await linux.Printed.LineAsync(line => line == "started", "the guest to run its script");
        int kernel = (await hub.InfoAsync()).Guest("ivi").Peer!.Pid;
        string program = File.ResolveLinkTarget($"/proc/{kernel}/exe", returnFinalTarget: false)!.FullName;
        Assert.NotEmpty(Running(program));

        await (signal switch
        {
            "TERM" => Signals.TerminateAsync(linux.Id),
            "HUP" => Signals.HangUpAsync(linux.Id),
            _ => Signals.KillAsync(linux.Id),
        });

        Assert.Equal(code, await linux.ExitAsync());
        await Patience.UntilAsync(() => Task.FromResult(Running(program)), pids => pids.Length == 0,
            pids => $"still there: {string.Join(", ", pids)}");
        await Patience.UntilAsync(() => Task.FromResult(Directory.Exists(Path.GetDirectoryName(program))), there => !there,
            _ => $"{program} is still there");
        await hub.UntilAsync(info => info.Guest("ivi").State == "waiting", "the guest's place to be free");
    }

    private static string[] Running(string program) =>
        [.. Directory.EnumerateDirectories("/proc").Where(process => IsOf(process, program))];

    private static bool IsOf(string process, string program)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "exe")).LinkTarget?.StartsWith(program, StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;                                                  // it has ended, or is another's
        }
    }
}
