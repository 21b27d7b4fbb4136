using System.Diagnostics;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The program, one of whose guests loses its memory.</summary>
public sealed class ShrinkingMemorySpec
{
    [Fact(DisplayName =
        "A memfd that takes no seals is cut to nothing: that guest's session ends, the program and its other guest go on (VQ-69)")]
    public async Task CutToNothing()
    {
        using var rig = new RigFolder("""
            hub: { sockets: SOCKETS }
            chips: { bench: { driver: sim, lines: 1 } }
            guests: { ivi: { lines: [{ from: bench/0 }] }, adas: { lines: [{ from: bench/0 }] } }
            """);
        using var process = GpioHubProcess.Start([], "run", rig.Config);
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ctrl-C", StringComparison.Ordinal))
            {
                // The banner.
            }

            await using var other = await GpioDriver.ConnectAsync(Path.Combine(rig.Sockets, "adas.sock"));
            var machine = new Unsealed();
            using var guest = VhostUserFrontEnd.Connect(
                Path.Combine(rig.Sockets, "ivi.sock"), new FrontEndOptions { Machine = machine });
            guest.Start();
            machine.Ram!.Resize(0);
            guest.Rings[0].Kick.Signal();
            string told;
            do told = await process.StandardError.ReadLineAsync() ?? "the end of the log";
            while (told.StartsWith("info", StringComparison.Ordinal) || told.StartsWith("warn", StringComparison.Ordinal));
            Assert.StartsWith("error ivi: guest memory is gone, region ", told, StringComparison.Ordinal);
            Assert.False(await other.GetValueAsync(0));
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }

        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A machine whose RAM is as one made without MFD_ALLOW_SEALING.</summary>
    private sealed class Unsealed : FrontEndMachine
    {
        public MemFd? Ram { get; private set; }

        public override (FileDescriptor File, MemoryBacking Backing) CreateRam(ulong fileOffset, ulong size)
        {
            Ram = MemFd.Create("cut", fileOffset + size, FileSeals.Seal);
            return (Ram, MappedBacking.Map(Ram, fileOffset, size));
        }
    }
}
