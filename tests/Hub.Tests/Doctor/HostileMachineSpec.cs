using System.Net.Sockets;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor meets on a machine where somebody means ill.</summary>
public class HostileMachineSpec
{
    [Fact(DisplayName = "A command line of a megabyte is read as far as it goes, and nothing is claimed of what was not read")]
    public async Task LongCommandLine()
    {
        using var patient = new Patient();
        string chardev = $"socket,id=x,path={patient.Sockets}/ivi.sock";
        patient.Process(4711, 0, "qemu-system-x86_64", "-chardev", chardev, new string('a', 1 << 20));
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
        Assert.Contains("note  guest-ram      ivi: qemu-system-x86_64 (4711) has a command line too long to be read\n",
            (await patient.RunAsync(new(patient.Config, null, null, false, null), new(false, false))).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "What a process calls itself reaches no terminal as it is")]
    public async Task ControlCharacters()
    {
        using var patient = new Patient();
        patient.Process(4711, 0, "qemu-system-\e[2J", "-chardev", $"socket,id=x,path={patient.Sockets}/ivi.sock");
        string told = (await patient.QuietAsync()).Out;
        Assert.Contains("qemu-system-\\x1B[2J (4711) does not share its RAM", told, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', told);
    }

    [Fact(DisplayName = "A pipe in place of the rig's file, of a kernel or of a file of the machine holds nothing up")]
    public async Task Pipes()
    {
        using var patient = new Patient();
        string pipe = Path.Combine(patient.Bin, "pipe");
        await PipeAsync(pipe);
        File.Delete(patient.Root + "/proc/meminfo");
        await PipeAsync(patient.Root + "/proc/meminfo");
        Assert.Equal(new CliResult(0,
            $"warn  guest-kernel   {pipe}: it is no file, or it may not be read → " +
            "gpiohub doctor --kernel with the kernel's config file\n", ""),
            await patient.QuietAsync(pipe));

        File.Delete(patient.Config);
        await PipeAsync(patient.Config);
        patient.Patience = TimeSpan.FromMilliseconds(300);
        var result = await patient.QuietAsync();
        Assert.Equal(0, result.Code);
        Assert.Contains("warn  rig            not looked at: it took longer than 0.3 s → gpiohub doctor, once that is over\n", result.Out,
            StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A chip that never answers is told, and the rest is looked at all the same")]
    public async Task ChipHangs()
    {
        using var patient = new Patient { Patience = TimeSpan.FromMilliseconds(300) };
        using var hang = patient.Chip.Hang(GpioHub.Tests.FakeKernel.FakeCallKind.Open);
        var result = await patient.QuietAsync();
        Assert.Equal(0, result.Code);
        Assert.Contains("warn  chip           not looked at: it took longer than 0.3 s → gpiohub doctor, once that is over\n", result.Out,
            StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A control socket that accepts and says nothing, or nonsense, is a problem and holds nothing up")]
    [InlineData("", 300, "nothing within 0.3 s")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n[1,2]", 60_000, "no hub's answer: ")]
    public async Task SilentHub(string answer, int patienceMs, string why)
    {
        using var patient = new Patient { Answer = TimeSpan.FromMilliseconds(patienceMs) };
        Directory.CreateDirectory(patient.Sockets);
        string path = Path.Combine(patient.Sockets, "control.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var ended = new CancellationTokenSource();
        var serving = ServeAsync(listener, answer, ended.Token);

        var told = await patient.QuietAsync();
        await ended.CancelAsync();
        await serving;
        Assert.Equal(1, told.Code);
        Assert.Contains($"fail  hub            {path} has accepted, and does not answer: {why}", told.Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "What a killed hub has left is a problem, not a hub")]
    public async Task Stale()
    {
        using var patient = new Patient();
        Directory.CreateDirectory(patient.Sockets);
        string path = Path.Combine(patient.Sockets, "control.sock");
        using (var gone = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            gone.Bind(new UnixDomainSocketEndPoint(path));
        if (!File.Exists(path)) await File.WriteAllTextAsync(path, "");      // .NET takes it away
        File.SetUnixFileMode(path, Patient.Everybodys);
        Assert.Equal(new CliResult(1,
            $"fail  hub            nobody listens at {path} → gpiohub run {patient.Config}\n", ""), await patient.QuietAsync());
    }

    private static async Task ServeAsync(Socket listener, string answer, CancellationToken end)
    {
        var accepted = new List<Socket>();
        try
        {
            while (true)
            {
                var one = await listener.AcceptAsync(end);
                accepted.Add(one);
                // Whoever only looks whether somebody accepts asks nothing.
                if (answer.Length > 0 && await one.ReceiveAsync(new byte[4096], end) > 0)
                    await one.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), end);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var one in accepted) one.Dispose();
        }
    }

    private static async Task PipeAsync(string path)
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [path]);
        await mkfifo.WaitForExitAsync();
        Assert.Equal(0, mkfifo.ExitCode);
    }
}
