using System.Diagnostics;
using System.Text;
using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Succession;

/// <summary>Real processes under a service manager that is this test: it has the one descriptor without which nothing goes on, the
/// record.</summary>
public sealed class ServiceManagerSpec : IDisposable
{
    private const int Passed = 3;

    private readonly NotifyListener _manager = NotifyListener.Bind($"@gpiohub-test/{Guid.NewGuid():N}");

    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS, rehearse: false, standby: false }
        chips: { left: { driver: sim, lines: [HORN] } }
        guests: { ivi: { lines: [{ from: left/HORN }] } }
        """);

    public void Dispose()
    {
        _manager.Dispose();
        _rig.Dispose();
    }

    [Theory(DisplayName = "What a service manager has kept of a keeper, or of a hub alone, is gone on with when they are killed (IF-2.20)")]
    [InlineData("")]
    [InlineData("--no-keep")]
    public async Task GoesOn(string option)
    {
        using var first = Start(_manager.Descriptor, option, "");
        using var record = await UntilReadyAsync();
        var hubs = Children(first.ProcessId);
        first.Kill();
        first.Reap();
        foreach (int hub in hubs) await KeptHub.SignalAsync(hub, "KILL");

        using var second = Start(record, option, "LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=state");
        using var again = await UntilReadyAsync();
        second.Signal(15);
        DescriptorPoll.Wait([second], -1);
        Assert.Equal(new ProcessEnd(0, 0), second.Reap());
        Assert.Contains("goes on with what the hub before has left", await File.ReadAllTextAsync(Log), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A service manager is told how many chips are up and guests connected, again when a guest has come, and that a " +
        "reload begins and ends (IF-2.31)")]
    [InlineData("")]
    [InlineData("--no-keep")]
    public async Task IsTold(string option)
    {
        using var hub = Start(_manager.Descriptor, option, "");
        await UntilToldAsync(text => text.Contains("READY=1", StringComparison.Ordinal));
        await using (await GpioDriver.ConnectAsync(Path.Combine(_rig.Sockets, "ivi.sock")))
        {
            string status = await UntilToldAsync(text => text.Contains("1 of 1 guest connected", StringComparison.Ordinal));
            Assert.Equal($"STATUS=1 of 1 chip up, 1 of 1 guest connected; {_rig.Config}", status);
        }

        await UntilToldAsync(text => text.Contains(" 0 of 1 guest connected", StringComparison.Ordinal));
        hub.Signal(1);
        string reloading = await UntilToldAsync(text => text.StartsWith("RELOADING=1\n", StringComparison.Ordinal));
        Assert.Matches(@"^RELOADING=1\nMONOTONIC_USEC=\d+$", reloading);
        await UntilToldAsync(text => text == "READY=1");
        hub.Signal(15);
        await UntilToldAsync(text => text == "STOPPING=1");
        DescriptorPoll.Wait([hub], -1);
        Assert.Equal(new ProcessEnd(0, 0), hub.Reap());
    }

    private string Log => Path.Combine(_rig.Path, "log");

    private ProcessFile Start(System.Runtime.InteropServices.SafeHandle passed, string option, string listen)
    {
        string program = $"'{Environment.ProcessPath}' '{typeof(ExitCode).Assembly.Location}' run {option} '{_rig.Config}'";
        string script = $"{listen} exec {program} >>'{Log}' 2>&1";
        // A shell applies what stands before exec to the program, and $$ is its process id.
        return ProcessStart.Start("/bin/sh"u8.ToArray(), ["sh"u8.ToArray(), "-c"u8.ToArray(), Encoding.UTF8.GetBytes(script)],
            [.. Variables().Append($"NOTIFY_SOCKET={_manager.Address}").Select(Encoding.UTF8.GetBytes)], passed, Passed);
    }

    private static IEnumerable<string> Variables() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .Select(variable => $"{variable.Key}={variable.Value}");

    /// <summary>Waits until READY=1, whoever has sent it.</summary>
    /// <returns>The record, if it was stored meanwhile; else any descriptor.</returns>
    private async Task<FileDescriptor> UntilReadyAsync()
    {
        FileDescriptor? record = null;
        await UntilToldAsync(text => text.Contains("READY=1", StringComparison.Ordinal), (text, fds) =>
        {
            foreach (var fd in fds)
            {
                if (record is null && text.Contains("FDNAME=state\n", StringComparison.Ordinal)) record = fd;
                else fd.Dispose();
            }
        });
        return record ?? FdInfo.Duplicate(_manager.Descriptor);
    }

    /// <summary>Reads what is told until it is what is waited for.</summary>
    /// <param name="each">Gets everything that is told, with its descriptors; null = they are closed.</param>
    private async Task<string> UntilToldAsync(Predicate<string> wanted, Action<string, List<FileDescriptor>>? each = null)
    {
        byte[] buffer = new byte[8192];
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            bool late = Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2);
            Assert.False(late, late && File.Exists(Log) ? await File.ReadAllTextAsync(Log) : "");
            if (DescriptorPoll.Wait([_manager.Descriptor], 100) == 0) continue;
            var fds = new List<FileDescriptor>();
            int got = _manager.Receive(buffer, fds, out _);
            string text = got > 0 ? Encoding.UTF8.GetString(buffer, 0, got) : "";
            if (each is not null) each(text, fds);
            else foreach (var fd in fds) fd.Dispose();
            if (wanted(text)) return text;
        }
    }

    private static List<int> Children(int process) => [.. File.ReadAllText($"/proc/{process}/task/{process}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
